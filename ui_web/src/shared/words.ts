/** Codes as sentences. A code this page does not know is still shown, never swallowed. */

import { isMessage, type MessageArgs, text } from "./i18n";

/** What a refusal's text may name; a code that comes without one still gets its sentence. */
const UNSAID: MessageArgs = { code: "…", max: "…", quantity: "…", count: 1 };

export function noticeText(code: string, args: MessageArgs = {}): string {
  for (const id of [`notice.${code}`, `fault.${code}`]) {
    if (isMessage(id)) return text(id, { ...UNSAID, ...args });
  }
  return text("notice.unknown", { code });
}

export function faultText(code: string | null): string {
  const id = `fault.${code ?? "error"}`;
  return isMessage(id) ? text(id) : text("fault.unknown", { code: code ?? "" });
}
