/** What an action means now: a changed desk, a wish for the lane, a word for the operator. Pure. */

import type { LaneView, LineView } from "../contract";
import { parseAmount, weightPrice } from "../shared/money";
import { type Armed, type Desk, type Message, moveSelection, selectedLine, typed } from "./desk";
import type { Action } from "./keymap";
import { type Outcome, refused } from "./outcome";
import { abort, allowed, card, evidence, newestPayment, say, wallet } from "./pay";

export interface Moment {
  readonly now_ms: number;
  /** When the newest scan was shown; a scanner's suffix is Enter. */
  readonly scanned_ms: number;
  /** When the present phase began; a doubled key must not run through it. */
  readonly phase_ms: number;
  /** Lines on one page of the list. */
  readonly page_lines: number;
}

export const ENTER_GUARD_MS = 400;
export const REPEAT_WITHIN_MS = 3000;
export const QUANTITY_UNASKED_MAX = 99;

export function press(action: Action, desk: Desk, view: LaneView, moment: Moment): Outcome {
  const calm: Desk = { ...desk, armed: null };
  switch (action.do) {
    case "type":
      if (view.payment) return evidence(desk, view.payment, action.keys);
      return { desk: { ...calm, buffer: typed(desk.buffer, action.keys) } };
    case "backspace":
      return { desk: { ...calm, buffer: desk.buffer.slice(0, -1) } };
    case "escape":
      return goBack(calm, view);
    case "clear":
      return { desk: { ...calm, buffer: "" } };
    case "back":
      return { desk: { ...calm, buffer: "" }, intent: { kind: "abandon_tender" } };
    case "enter":
      return enter(calm, view, moment);
    case "quantity":
      return quantity(desk, view, moment);
    case "select":
      return { desk: { ...calm, selected: action.line_seq } };
    case "why":
      return desk.why
        ? { desk: { ...calm, why: false } }
        : onLine(calm, view, () => ({ desk: { ...calm, why: true } }));
    case "why_line": {
      const chosen = { ...calm, selected: action.line_seq };
      return onLine(chosen, view, () => ({ desk: { ...chosen, why: true } }));
    }
    case "line_up":
      return { desk: moveSelection(view, calm, -1) };
    case "line_down":
      return { desk: moveSelection(view, calm, 1) };
    case "page_up":
      return { desk: moveSelection(view, calm, -moment.page_lines) };
    case "page_down":
      return { desk: moveSelection(view, calm, moment.page_lines) };
    case "more":
      return step(calm, view, 1);
    case "less":
      return step(calm, view, -1);
    case "void_line":
      return onLine(calm, view, (line) => ({ desk: calm, intent: { kind: "void_line", line_seq: line.line_seq } }));
    case "price":
      return onLine(calm, view, (line) => override(calm, view, line));
    case "cancel_sale":
      return cancelSale(desk, view, moment);
    case "print_copy":
      return { desk: calm, intent: { kind: "print_copy" } };
    case "pay":
      // What is typed from here on is the amount, also while the lane has not answered yet.
      return { desk: { ...calm, buffer: "" }, intent: { kind: "start_tender" } };
    case "cash":
      return desk.buffer === "" ? takeCash(calm, view.cash_remaining_minor) : keyedCash(calm, view);
    case "exact":
      return takeCash(calm, view.cash_remaining_minor);
    case "take_cash":
      return takeCash(calm, action.amount_minor);
    case "card":
      return card(calm, view);
    case "wallet":
      return wallet(calm);
    case "abort_payment":
      return abort(calm, view.payment);
    case "query_payment":
      return allowed(calm, view.payment, "query", { kind: "query_payment" });
    case "reverse":
      return reverse(desk, view, view.payment ? null : (newestPayment(view)?.tender_seq ?? null), moment);
    case "reverse_tender":
      return reverse(desk, view, action.tender_seq, moment);
    case "say_paid":
      return say(calm, view.payment, "paid");
    case "say_not_paid":
      return say(calm, view.payment, "not_paid");
    case "next":
      return { desk: { ...calm, buffer: "" }, intent: { kind: "dismiss_sale" } };
    case "cancel_weighing":
      return desk.buffer === ""
        ? { desk: calm, intent: { kind: "cancel_weighing" } }
        : { desk: { ...calm, buffer: "" } };
  }
}

function goBack(desk: Desk, view: LaneView): Outcome {
  if (desk.why) return { desk: { ...desk, why: false } };
  if (desk.buffer !== "") return { desk: { ...desk, buffer: "" } };
  if (view.phase === "tendering") return { desk, intent: { kind: "abandon_tender" } };
  return { desk: { ...desk, selected: null } };
}

function enter(desk: Desk, view: LaneView, moment: Moment): Outcome {
  if (view.phase === "tendering") return desk.buffer === "" ? { desk } : keyedCash(desk, view);
  if (desk.buffer !== "") return keyedCode(desk);
  if (tooSoon(moment)) return { desk };
  if (view.phase === "basket") return { desk, intent: { kind: "start_tender" } };
  return view.phase === "change_due" ? { desk, intent: { kind: "dismiss_sale" } } : { desk };
}

function keyedCode(desk: Desk): Outcome {
  if (!/^\d+$/.test(desk.buffer)) return refused(desk, "bad_code");
  return { desk: { ...desk, buffer: "" }, intent: { kind: "key_code", code: desk.buffer } };
}

function keyedCash(desk: Desk, view: LaneView): Outcome {
  const amount_minor = parseAmount(desk.buffer, view.currency_exponent);
  return amount_minor ? takeCash(desk, amount_minor) : refused(desk, "bad_amount");
}

function takeCash(desk: Desk, amount_minor: number): Outcome {
  return { desk: { ...desk, buffer: "" }, intent: { kind: "tender_cash", amount_minor } };
}

function quantity(desk: Desk, view: LaneView, moment: Moment): Outcome {
  const calm: Desk = { ...desk, armed: null };
  if (desk.buffer === "") {
    return view.quantity === 1 ? { desk: calm } : { desk: calm, intent: { kind: "key_quantity", quantity: 1 } };
  }
  const count = /^\d{1,9}$/.test(desk.buffer) ? Number(desk.buffer) : 0;
  if (count < 1) return refused(calm, "bad_quantity");
  if (count > QUANTITY_UNASKED_MAX && !isArmed(desk, "big_quantity", moment)) {
    return ask(desk, "big_quantity", "big_quantity", { quantity: count }, moment);
  }
  return { desk: { ...calm, buffer: "" }, intent: { kind: "key_quantity", quantity: count } };
}

function step(desk: Desk, view: LaneView, by: 1 | -1): Outcome {
  return onLine(desk, view, (line) => {
    if (line.sold_by === "kg") return refused(desk, "weighed_quantity");
    if (line.quantity + by < 1) return { desk };
    return { desk, intent: { kind: "change_quantity", line_seq: line.line_seq, quantity: line.quantity + by } };
  });
}

function override(desk: Desk, view: LaneView, line: LineView): Outcome {
  if (desk.buffer === "") return { desk, message: { code: "price_hint", args: {}, tone: "attention" } };
  const price_minor = parseAmount(desk.buffer, view.currency_exponent);
  if (price_minor === null) return refused(desk, "bad_amount");
  const amount_minor = line.mass_g === null ? price_minor * line.quantity : weightPrice(price_minor, line.mass_g);
  return {
    desk: { ...desk, buffer: "" },
    intent: { kind: "override_price", line_seq: line.line_seq, amount_minor },
  };
}

function cancelSale(desk: Desk, view: LaneView, moment: Moment): Outcome {
  if (view.transaction_seq === null || view.phase === "change_due") return refused({ ...desk, armed: null }, "no_sale");
  if (!isArmed(desk, "cancel_sale", moment)) return ask(desk, "cancel_sale", "cancel_again", {}, moment);
  return { desk: { ...desk, armed: null, buffer: "" }, intent: { kind: "cancel_sale" } };
}

function onLine(desk: Desk, view: LaneView, act: (line: LineView) => Outcome): Outcome {
  const line = view.phase === "basket" ? selectedLine(view, desk) : null;
  if (!line) return refused(desk, "no_sale");
  return line.voided ? refused(desk, "line_voided") : act(line);
}

function reverse(desk: Desk, view: LaneView, tender_seq: number | null, moment: Moment): Outcome {
  const calm: Desk = { ...desk, armed: null };
  if (view.payment ? !view.payment.actions.includes("reverse") : tender_seq === null) {
    return refused(calm, view.payment ? "payment_not_unknown" : "no_payment");
  }
  if (!isArmed(desk, "reverse", moment) || desk.armed?.tender_seq !== tender_seq) {
    const asked = ask(desk, "reverse", "give_back_again", {}, moment);
    return { ...asked, desk: { ...asked.desk, armed: asked.desk.armed && { ...asked.desk.armed, tender_seq } } };
  }
  return { desk: calm, intent: { kind: "reverse_payment", tender_seq } };
}

function ask(desk: Desk, what: Armed["what"], code: string, args: Message["args"], moment: Moment): Outcome {
  const armed = { what, until_ms: moment.now_ms + REPEAT_WITHIN_MS };
  return { desk: { ...desk, armed }, message: { code, args, tone: "attention" } };
}

function isArmed(desk: Desk, what: Armed["what"], moment: Moment): boolean {
  return desk.armed?.what === what && moment.now_ms <= desk.armed.until_ms;
}

function tooSoon(moment: Moment): boolean {
  return moment.now_ms - Math.max(moment.scanned_ms, moment.phase_ms) < ENTER_GUARD_MS;
}
