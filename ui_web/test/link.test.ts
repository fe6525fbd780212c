import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ack, Explained, LaneView, ServerFrame } from "../src/contract";
import { Link, PING_EVERY_MS, SILENCE_MAX_MS } from "../src/lane/link";
import { RETRY_FIRST_MS, RETRY_MAX_MS } from "../src/shared/socket";
import { fixture } from "./views";

class FakeSocket {
  readyState: number = WebSocket.CONNECTING;
  readonly sent: { type: string; seq: number; command_id: string }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  accept(): void {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }
  say(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.();
  }
}

let sockets: FakeSocket[];
let views: LaneView[];
let refused: Ack[];
let answers: Explained[];
let losses: number;
let link: Link;

beforeEach(() => {
  vi.useFakeTimers();
  [sockets, views, refused, answers, losses] = [[], [], [], [], 0];
  link = new Link(
    () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    {
      hello: () => undefined,
      view: (view) => views.push(view),
      refused: (ack) => refused.push(ack),
      explained: (answer) => answers.push(answer),
      lost: () => {
        losses += 1;
      },
    },
  );
  link.start();
});

afterEach(() => vi.useRealTimers());

const newest = () => sockets.at(-1) as FakeSocket;

function attach(view = fixture("basket", { rev: 5 })): void {
  newest().accept();
  newest().say({ type: "hello", build: "a", rev: view.rev });
  newest().say({ type: "snapshot", rev: view.rev, view });
}

const delta = (rev: number): ServerFrame => ({
  type: "delta",
  rev,
  set: { total_minor: rev },
  lines: [],
  lines_reset: false,
});

test("a question has a number, and its answer goes to who asked", () => {
  newest().accept();
  expect(link.explain(3)).toBe(0);
  newest().say({ type: "snapshot", rev: 1, view: fixture("basket") });
  const seq = link.explain(3);
  expect(newest().sent.at(-1)).toEqual({ type: "explain", seq, line_seq: 3 });
  const answer = { type: "explained", seq, line_seq: 3, units: [], levy_minor: 0, taxes: [], unused: [] } as const;
  newest().say(answer);
  expect(answers).toEqual([answer]);
});

test("a snapshot, then deltas in order", () => {
  attach();
  newest().say(delta(6));
  newest().say(delta(7));
  expect(views.map((view) => view.rev)).toEqual([5, 6, 7]);
  expect(views.at(-1)?.total_minor).toBe(7);
});

test("a missed delta asks once for a snapshot and takes nothing until it comes", () => {
  attach();
  newest().say(delta(7));
  newest().say(delta(8));
  expect(newest().sent.filter((frame) => frame.type === "resync")).toHaveLength(1);
  expect(views).toHaveLength(1);
  newest().say({ type: "snapshot", rev: 8, view: fixture("basket", { rev: 8 }) });
  expect(views.at(-1)?.rev).toBe(8);
});

test("every wish has its own seq and command id; a refusal comes back", () => {
  attach();
  expect(link.wish({ kind: "start_tender" })).toBe(true);
  expect(link.wish({ kind: "start_tender" })).toBe(true);
  const [one, two] = newest().sent;
  expect(one?.command_id).toMatch(/^[0-9a-f]{32}$/);
  expect(one?.command_id).not.toBe(two?.command_id);
  newest().say({ type: "ack", seq: one?.seq ?? 0, ok: true, code: null, args: {} });
  newest().say({ type: "ack", seq: two?.seq ?? 0, ok: false, code: "in_tender", args: {} });
  expect(refused.map((ack) => ack.code)).toEqual(["in_tender"]);
});

test("nobody hears a wish before the snapshot or after the line is cut, and nothing is kept for later", () => {
  expect(link.wish({ kind: "start_tender" })).toBe(false);
  attach();
  newest().close();
  expect(losses).toBe(1);
  expect(link.wish({ kind: "start_tender" })).toBe(false);
  vi.advanceTimersByTime(RETRY_FIRST_MS);
  attach();
  expect(newest().sent).toEqual([]);
});

test("retries come quickly at first, then every second", () => {
  const delays = [100, 200, 400, 800, 1000, 1000];
  for (const [attempt, delay_ms] of delays.entries()) {
    newest().close();
    vi.advanceTimersByTime(delay_ms - 1);
    expect(sockets).toHaveLength(attempt + 1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(attempt + 2);
  }
  expect(delays.at(-1)).toBe(RETRY_MAX_MS);
});

test("pings keep a quiet line; a silent one is given up", () => {
  attach();
  for (let round = 0; round < 5; round += 1) {
    vi.advanceTimersByTime(PING_EVERY_MS);
    newest().say({ type: "pong", seq: newest().sent.at(-1)?.seq ?? 0 });
  }
  expect(newest().sent.filter((frame) => frame.type === "ping")).toHaveLength(5);
  expect(losses).toBe(0);
  vi.advanceTimersByTime(SILENCE_MAX_MS + PING_EVERY_MS);
  expect(losses).toBe(1);
  vi.advanceTimersByTime(RETRY_FIRST_MS);
  expect(sockets.length).toBeGreaterThan(1);
});

test("a wish without an answer gives the line up even while it still talks", () => {
  attach();
  link.wish({ kind: "start_tender" });
  for (let spent_ms = 0; spent_ms <= SILENCE_MAX_MS; spent_ms += PING_EVERY_MS) {
    vi.advanceTimersByTime(PING_EVERY_MS);
    newest().say({ type: "pong", seq: 0 });
  }
  expect(losses).toBe(1);
});
