/** Codes as sentences. A code this page does not know is still shown, never swallowed. */

import { isMessage, type MessageArgs, text } from "./i18n";

/** What a refusal's text may name; a code that comes without one still gets its sentence. */
const UNSAID: MessageArgs = {
  code: "…",
  detail: "…",
  max: "…",
  quantity: "…",
  count: 1,
  transaction: "…",
  reason: "…",
};

export function noticeText(code: string, args: MessageArgs = {}): string {
  const said = typeof args.reason === "string" ? { ...args, reason: paymentText(args.reason) } : args;
  for (const id of [`notice.${code}`, `fault.${code}`]) {
    if (isMessage(id)) return text(id, { ...UNSAID, ...said });
  }
  return text("notice.unknown", { code });
}

/** What a payment device waits for, or why a payment ended as it did. */
export function paymentText(code: string): string {
  const id = `payment.${code}`;
  return isMessage(id) ? text(id) : code;
}

export function faultText(code: string | null): string {
  const id = `fault.${code ?? "error"}`;
  return isMessage(id) ? text(id) : text("fault.unknown", { code: code ?? "" });
}
