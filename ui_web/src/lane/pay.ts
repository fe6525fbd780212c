/** What keys mean where payments by card and wallet are taken. Pure. Nothing here is confirmed by Enter. */

import type { Intent, LaneView, PaymentView, TenderView } from "../contract";
import { parseAmount } from "../shared/money";
import { type Desk, EVIDENCE } from "./desk";
import { type Outcome, refused } from "./outcome";

/** A wallet's code is longer than any amount that is keyed. */
const WALLET_CODE = /^\d{16,24}$/;

/** The keyed amount at the terminal, or all that remains. */
export function card(desk: Desk, view: LaneView): Outcome {
  if (desk.buffer === "") return { desk, intent: { kind: "tender_card", amount_minor: null } };
  const amount_minor = parseAmount(desk.buffer, view.currency_exponent);
  if (!amount_minor) return refused(desk, "bad_amount");
  return { desk: { ...desk, buffer: "" }, intent: { kind: "tender_card", amount_minor } };
}

/** A code is scanned, and the lane takes it; one that cannot be scanned is keyed. */
export function wallet(desk: Desk): Outcome {
  if (desk.buffer === "") return { desk, message: { code: "scan_wallet", args: {}, tone: "attention" } };
  if (!WALLET_CODE.test(desk.buffer)) return refused(desk, "no_wallet_code");
  return { desk: { ...desk, buffer: "" }, intent: { kind: "tender_wallet", code: desk.buffer, amount_minor: null } };
}

/** Esc gives a payment up that is still under way; an unknown one takes back what was said about it. */
export function abort(desk: Desk, payment: PaymentView | null): Outcome {
  if (payment?.status === "unknown") return { desk: { ...desk, verdict: null } };
  return allowed(desk, payment, "abort", { kind: "abort_payment" });
}

export function allowed(
  desk: Desk,
  payment: PaymentView | null,
  action: PaymentView["actions"][number],
  intent: Intent,
): Outcome {
  return payment?.actions.includes(action) ? { desk, intent } : refused(desk, payment ? "paying" : "no_payment");
}

/** First what happened, then who says so. */
export function say(desk: Desk, payment: PaymentView | null, verdict: "paid" | "not_paid"): Outcome {
  if (!payment?.actions.includes("confirm_by_hand")) return refused(desk, "payment_not_unknown");
  return {
    desk: { ...desk, verdict },
    message: { code: "choose_evidence", args: {}, tone: "attention" },
  };
}

export function evidence(desk: Desk, payment: PaymentView, key: string): Outcome {
  const calm: Desk = { ...desk, armed: null };
  const reason = EVIDENCE[Number(key) - 1];
  if (!desk.verdict || !reason || !payment.actions.includes("confirm_by_hand")) return refused(calm, "paying");
  return {
    desk: { ...calm, verdict: null },
    intent: { kind: "confirm_by_hand", paid: desk.verdict === "paid", reason },
  };
}

/** The payment that F6 gives back. */
export function newestPayment(view: LaneView): TenderView | null {
  return view.tenders.findLast((tender) => tender.reversible) ?? null;
}
