/** The page's state: the lane's view, the operator's desk, the last word. Everything drawn is derived from these. */

import { batch, computed, signal } from "@preact/signals";
import type { Ack, Explained, Intent, LaneView } from "../contract";
import { type Desk, EMPTY_DESK, follow, type Message, selectedLine } from "./desk";
import type { Action } from "./keymap";
import { type Moment, press } from "./press";
import { play } from "./sounds";

/** A refusal comes as an ack and as a notice: within this time the same code is one refusal. */
const SAME_REFUSAL_MS = 500;
const LINES_PER_PAGE = 8;
const NOT_CONNECTED: Message = { code: "not_connected", args: {}, tone: "refused" };

export const view = signal<LaneView | null>(null);
export const connected = signal(false);
export const desk = signal<Desk>(EMPTY_DESK);
export const spoken = signal<Message | null>(null);
/** When the payment in flight was first seen. */
export const paymentBegan = signal(0);
export const pageLines = signal(LINES_PER_PAGE);
/** Why the line that was asked about last costs what it costs. */
export const explained = signal<Explained | null>(null);
export const selected = computed(() => (view.value ? selectedLine(view.value, desk.value) : null));

let wish: (intent: Intent) => boolean = () => false;
let question: (line_seq: number) => number = () => 0;
let asked_seq = 0;
let scanned_ms = 0;
let phase_ms = 0;
let lastRefusal = { code: "", at_ms: 0 };
let knownBuild: string | null = null;
let reloadDue = false;

/** `send` takes a wish, `explain` a question about a line, whose number it returns. */
export function connectTo(send: (intent: Intent) => boolean, explain: (line_seq: number) => number = () => 0): void {
  wish = send;
  question = explain;
}

/** Ask why a line costs what it costs; earlier questions no longer matter. */
export function askWhy(line_seq: number): void {
  asked_seq = question(line_seq);
}

/** The lane explained a line. */
export function explain(answer: Explained): void {
  if (answer.seq === asked_seq) explained.value = answer;
}

/** The lane's new view replaces the old one. */
export function show(next: LaneView): void {
  const before = view.value;
  batch(() => {
    view.value = next;
    connected.value = true;
    desk.value = follow(desk.value, before, next);
    mark(before, next);
    hear(before, next);
  });
  reloadWhenIdle();
}

export function lost(): void {
  batch(() => {
    connected.value = false;
    desk.value = { ...desk.value, armed: null };
  });
}

/** A lane that serves another build of this page: take it when no sale is open. */
export function hello(build: string): void {
  knownBuild ??= build;
  reloadDue = build !== knownBuild;
}

/** The lane answered a wish with no. */
export function refuse(ack: Ack): void {
  speakRefusal({ code: ack.code ?? "unknown", args: ack.args, tone: "refused" });
}

/** Do what a key or a button means now. */
export function act(action: Action): void {
  const outcome = view.value && press(action, desk.value, view.value, moment());
  if (!outcome || (outcome.intent && !connected.value)) {
    speak(NOT_CONNECTED);
    return;
  }
  batch(() => {
    desk.value = outcome.desk;
    spoken.value = null;
    if (outcome.message) speak(outcome.message);
    if (outcome.intent && !wish(outcome.intent)) speak(NOT_CONNECTED);
  });
}

function moment(): Moment {
  return { now_ms: Date.now(), scanned_ms, phase_ms, page_lines: pageLines.value };
}

function speak(message: Message): void {
  spoken.value = message.tone === "refused" || message.tone === "attention" ? message : null;
  play(message.tone);
}

function speakRefusal(message: Message): void {
  const now_ms = Date.now();
  const again = lastRefusal.code === message.code && now_ms - lastRefusal.at_ms < SAME_REFUSAL_MS;
  lastRefusal = { code: again ? "" : message.code, at_ms: now_ms };
  if (again) spoken.value = message;
  else speak(message);
}

function mark(before: LaneView | null, next: LaneView): void {
  if (before?.phase !== next.phase) phase_ms = Date.now();
  if (next.payment && !before?.payment) paymentBegan.value = Date.now();
  if (before?.last_scan?.scan_seq !== next.last_scan?.scan_seq) scanned_ms = Date.now();
}

function hear(before: LaneView | null, next: LaneView): void {
  if (!before) return; // what was said before this page came is old
  const notice = next.notice;
  if (notice && notice.seq !== before.notice?.seq) {
    if (notice.tone === "refused") speakRefusal(notice);
    else speak(notice);
  } else if (before.hero_line_seq !== next.hero_line_seq || before.phase !== next.phase) {
    spoken.value = null;
  }
}

function reloadWhenIdle(): void {
  if (reloadDue && view.value?.phase === "idle") location.reload();
}
