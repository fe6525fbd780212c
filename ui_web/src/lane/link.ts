/** The page's side of the lane protocol: hello, snapshot, deltas; intents and their acks; pings. */

import type { Ack, ClientFrame, Delta, Explained, Intent, LaneView, ServerFrame } from "../contract";
import { type OpenSocket, Socket } from "../shared/socket";
import { applyDelta } from "./reduce";

export interface LinkHandlers {
  hello(build: string): void;
  view(view: LaneView): void;
  refused(ack: Ack): void;
  explained(answer: Explained): void;
  lost(): void;
}

export const PING_EVERY_MS = 2000;
export const SILENCE_MAX_MS = 5000;
/** Stands for the snapshot among the awaited answers; intents count from 1. */
const SNAPSHOT = 0;

export class Link {
  private readonly socket: Socket;
  private view: LaneView | null = null;
  private seq = 0;
  private heard_ms = 0;
  /** Since when an answer is awaited, by seq, oldest first. */
  private readonly waiting = new Map<number, number>();
  private ticker: ReturnType<typeof setInterval> | undefined;

  constructor(
    open: OpenSocket,
    private readonly handlers: LinkHandlers,
  ) {
    this.socket = new Socket(open, {
      opened: () => this.opened(),
      frame: (data) => this.receive(data as ServerFrame),
      closed: () => this.closed(),
    });
  }

  start(): void {
    this.socket.start();
  }

  /** Send a wish; false when there is nobody to hear it. Nothing is ever kept for later. */
  wish(intent: Intent): boolean {
    if (!this.view) return false;
    const seq = this.next();
    this.waiting.set(seq, Date.now());
    return this.send({ type: "intent", seq, command_id: commandId(), intent });
  }

  /** Ask why a line costs what it costs; the number of the question, 0 when there is nobody to hear it. */
  explain(line_seq: number): number {
    if (!this.view) return 0;
    const seq = this.next();
    this.waiting.set(seq, Date.now());
    return this.send({ type: "explain", seq, line_seq }) ? seq : 0;
  }

  private opened(): void {
    this.heard_ms = Date.now();
    this.waiting.set(SNAPSHOT, this.heard_ms);
    this.ticker = setInterval(() => this.tick(), PING_EVERY_MS);
  }

  private closed(): void {
    clearInterval(this.ticker);
    this.view = null;
    this.waiting.clear();
    this.handlers.lost();
  }

  private tick(): void {
    const [oldest = Number.POSITIVE_INFINITY] = this.waiting.values();
    if (Date.now() - Math.min(this.heard_ms, oldest) > SILENCE_MAX_MS) this.socket.drop();
    else this.send({ type: "ping", seq: this.next() });
  }

  private receive(frame: ServerFrame): void {
    this.heard_ms = Date.now();
    switch (frame.type) {
      case "hello":
        this.handlers.hello(frame.build);
        break;
      case "snapshot":
        this.socket.proven();
        this.waiting.delete(SNAPSHOT);
        this.show(frame.view);
        break;
      case "delta":
        this.fold(frame);
        break;
      case "explained":
        this.waiting.delete(frame.seq);
        this.handlers.explained(frame);
        break;
      case "ack":
        this.waiting.delete(frame.seq);
        if (!frame.ok) this.handlers.refused(frame);
    }
  }

  private fold(delta: Delta): void {
    if (!this.view) return; // a snapshot is on its way
    const view = applyDelta(this.view, delta);
    if (view) this.show(view);
    else this.resync();
  }

  private show(view: LaneView): void {
    this.view = view;
    this.handlers.view(view);
  }

  private resync(): void {
    this.view = null;
    this.waiting.set(SNAPSHOT, Date.now());
    this.send({ type: "resync" });
  }

  private send(frame: ClientFrame): boolean {
    return this.socket.send(frame);
  }

  private next(): number {
    this.seq += 1;
    return this.seq;
  }
}

/** 128 random bits. `crypto.randomUUID` is missing on a page served over plain HTTP to another machine. */
function commandId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
