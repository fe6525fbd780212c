/** Keys to actions, per phase. The caps printed on the buttons come from here too. */

import type { LaneView } from "../contract";

export type Action =
  | { readonly do: "type"; readonly keys: string }
  | { readonly do: "take_cash"; readonly amount_minor: number }
  | { readonly do: "select"; readonly line_seq: number }
  | { readonly do: "why_line"; readonly line_seq: number }
  | { readonly do: "reverse_tender"; readonly tender_seq: number }
  | { readonly do: PlainAction };

export type PlainAction =
  | "backspace"
  | "escape"
  | "clear"
  | "back"
  | "enter"
  | "quantity"
  | "line_up"
  | "line_down"
  | "page_up"
  | "page_down"
  | "more"
  | "less"
  | "void_line"
  | "cancel_sale"
  | "price"
  | "why"
  | "print_copy"
  | "pay"
  | "cash"
  | "exact"
  | "card"
  | "wallet"
  | "abort_payment"
  | "query_payment"
  | "reverse"
  | "say_paid"
  | "say_not_paid"
  | "next"
  | "cancel_weighing";

export interface KeyStroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
}

type KeyTable = Readonly<Record<string, PlainAction>>;

const ALWAYS: KeyTable = {
  Backspace: "backspace",
  Escape: "escape",
  Enter: "enter",
  ArrowUp: "line_up",
  ArrowDown: "line_down",
  PageUp: "page_up",
  PageDown: "page_down",
  F10: "print_copy",
};

const CODING: KeyTable = { ...ALWAYS, "*": "quantity", "×": "quantity", x: "quantity" };

const SELLING: KeyTable = {
  ...CODING,
  "+": "more",
  "-": "less",
  Delete: "void_line",
  "Ctrl+Delete": "cancel_sale",
  F7: "price",
  F8: "why",
  F9: "pay",
};

const KEYS: Readonly<Record<LaneView["phase"], KeyTable>> = {
  idle: SELLING,
  basket: SELLING,
  weighing: { ...ALWAYS, Escape: "cancel_weighing" },
  tendering: { ...ALWAYS, F1: "cash", F2: "wallet", F3: "card", F6: "reverse" },
  paying: {
    F10: "print_copy",
    Escape: "abort_payment",
    F4: "query_payment",
    F6: "reverse",
    F7: "say_paid",
    F8: "say_not_paid",
  },
  change_due: { ...CODING, F9: "next" },
};

/** Keys that a held-down finger may repeat. */
const REPEATABLE = new Set<Action["do"]>(["type", "backspace", "line_up", "line_down", "page_up", "page_down"]);

/** The action of a key in a phase, or null. */
export function actionFor(stroke: KeyStroke, phase: LaneView["phase"]): Action | null {
  const action = lookUp(stroke, phase);
  return action && stroke.repeat && !REPEATABLE.has(action.do) ? null : action;
}

/** Keys the browser must never get: they would reload, search, scroll or leave the page. */
export function isOurs(stroke: KeyStroke): boolean {
  return /^(F\d|F10|Arrow.*|Page.*|Backspace|'|\/)$/.test(stroke.key) || stroke.key in SELLING;
}

function lookUp(stroke: KeyStroke, phase: LaneView["phase"]): Action | null {
  if (stroke.altKey || stroke.metaKey) return null;
  if (!stroke.ctrlKey && /^[0-9.]$/.test(stroke.key)) return { do: "type", keys: stroke.key };
  const plain = KEYS[phase][(stroke.ctrlKey ? "Ctrl+" : "") + stroke.key];
  return plain ? { do: plain } : null;
}
