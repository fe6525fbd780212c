/** What the operator is in the middle of: everything a page knows that its lane does not. */

import type { ConfirmByHand, LaneView, LineView } from "../contract";
import type { MessageArgs } from "../shared/i18n";

export interface Desk {
  /** Keyed characters as shown: digits and at most one point. */
  readonly buffer: string;
  /** Chosen line; null follows the newest one. */
  readonly selected: number | null;
  /** A dangerous wish that the same key must repeat before `until_ms`. */
  readonly armed: Armed | null;
  /** What became of an unknown payment, said and not yet founded on evidence. */
  readonly verdict: "paid" | "not_paid" | null;
  /** The chosen line's price is explained over the pad. */
  readonly why: boolean;
}

export interface Armed {
  readonly what: "cancel_sale" | "big_quantity" | "reverse";
  readonly until_ms: number;
  /** The tender that would be given back. */
  readonly tender_seq?: number | null;
}

export interface Message {
  readonly code: string;
  readonly args: MessageArgs;
  readonly tone: "none" | "accepted" | "refused" | "attention";
}

export const EMPTY_DESK: Desk = { buffer: "", selected: null, armed: null, verdict: null, why: false };
/** The longest wallet's code. */
export const BUFFER_MAX_CHARS = 24;
/** On whose word a payment counts as paid or not; chosen by 1 to 4. */
export const EVIDENCE: readonly ConfirmByHand["reason"][] = ["terminal", "customer", "bank", "supervisor"];

/** The buffer after one more key; a key that does not fit changes nothing. */
export function typed(buffer: string, keys: string): string {
  if (keys === "." && buffer.includes(".")) return buffer;
  const next = buffer + keys;
  return next.length > BUFFER_MAX_CHARS ? buffer : next;
}

/** The line that keys act on: the chosen one, else the newest that counts. */
export function selectedLine(view: LaneView, desk: Desk): LineView | null {
  const by = (line_seq: number | null) => view.lines.findLast((line) => line.line_seq === line_seq);
  return by(desk.selected) ?? by(view.hero_line_seq) ?? view.lines.at(-1) ?? null;
}

/** The desk with the selection moved by `step` lines, stopping at both ends. */
export function moveSelection(view: LaneView, desk: Desk, step: number): Desk {
  const current = selectedLine(view, desk);
  if (!current) return desk;
  const index = view.lines.indexOf(current) + step;
  const line = view.lines[Math.max(0, Math.min(view.lines.length - 1, index))];
  return { ...desk, selected: line?.line_seq ?? null };
}

/** The desk after the lane's view changed: a new line, another sale or phase ends what was chosen, armed or explained. */
export function follow(desk: Desk, before: LaneView | null, after: LaneView): Desk {
  if (!before) return desk;
  const scanned = before.hero_line_seq !== after.hero_line_seq || before.lines.length !== after.lines.length;
  const moved = before.phase !== after.phase || before.transaction_seq !== after.transaction_seq;
  const decided = before.payment?.status !== after.payment?.status;
  if (!scanned && !moved && !decided) {
    const read = before.last_scan?.scan_seq !== after.last_scan?.scan_seq;
    return desk.why && read ? { ...desk, why: false } : desk;
  }
  const paid = before.phase !== "change_due" && after.phase === "change_due";
  return { ...EMPTY_DESK, buffer: paid ? "" : desk.buffer };
}
