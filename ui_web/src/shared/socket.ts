/** A WebSocket that comes back by itself. Text frames only; both pages speak JSON. */

export interface SocketHandlers {
  opened(): void;
  /** A frame's JSON, unchecked: the other side is our own build. */
  frame(data: unknown): void;
  closed(): void;
}

export type OpenSocket = () => WebSocket;

export const RETRY_FIRST_MS = 100;
export const RETRY_MAX_MS = 1000;

export class Socket {
  private socket: WebSocket | null = null;
  private retry_ms = RETRY_FIRST_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly open: OpenSocket,
    private readonly handlers: SocketHandlers,
  ) {}

  start(): void {
    const socket = this.open();
    this.socket = socket;
    socket.onopen = () => this.handlers.opened();
    socket.onmessage = (event) => this.handlers.frame(JSON.parse(String(event.data)));
    socket.onclose = () => this.lost(socket);
  }

  /** The other side has shown that it works: the next retry is quick again. */
  proven(): void {
    this.retry_ms = RETRY_FIRST_MS;
  }

  send(frame: unknown): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Give this connection up and try again: close() alone can wait minutes on a dead peer. */
  drop(): void {
    const socket = this.socket;
    if (!socket) return;
    socket.close();
    this.lost(socket);
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    this.socket = null;
    this.handlers.closed();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), this.retry_ms);
    this.retry_ms = Math.min(this.retry_ms * 2, RETRY_MAX_MS);
  }
}

/** Opens `path` on the page's own server. */
export function opener(path: string): OpenSocket {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return () => new WebSocket(`${scheme}//${location.host}${path}`);
}
