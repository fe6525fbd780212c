/** An offer that a line did not get, in words. */

import type { WhyNot, WhyTax } from "../contract";
import { isMessage, nameOf, text } from "../shared/i18n";
import { decimalText } from "../shared/money";
import { amount } from "./amounts";

/** The reason with its numbers; one this page does not know is still shown, never swallowed. */
export function reasonText(unused: WhyNot): string {
  const id = `whynot.${unused.reason}`;
  if (!isMessage(id)) return text("whynot.unknown", { code: unused.reason });
  const [have, need] = [unused.have ?? 0, unused.need ?? 0];
  const said = unused.reason === "missing_spend" ? amount : (count: number) => count;
  return text(id, {
    have: said(have),
    need: said(need),
    more: said(need - have),
    against: unused.against ? nameOf(unused.against) : "…",
    amount: amount(unused.by_minor ?? 0),
  });
}

export function taxText(tax: WhyTax): string {
  const rate = decimalText(tax.rate_mpct, 3).replace(/\.?0+$/, "");
  return text(tax.added ? "why.tax_added" : "why.tax_in", { tax: nameOf(tax.names) || text("why.tax", { rate }) });
}
