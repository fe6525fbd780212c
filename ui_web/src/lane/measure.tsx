/** How much of an item a line sells, and at which price: counted, weighed here, or as its label says. */

import type { LineView } from "../contract";
import { text } from "../shared/i18n";
import { kilograms } from "../shared/money";
import { amount } from "./amounts";

function priceOfLabel(line: LineView): boolean {
  return line.label !== null && line.label.amount_minor !== null;
}

/** The weight of a line. Nobody weighed what a label with an amount alone is on. */
export function much(line: LineView): string | null {
  const mass_g = line.label === null ? line.mass_g : line.label.mass_g;
  return mass_g === null ? null : `${kilograms(mass_g)} kg`;
}

/** The price of a piece or a kilogram; a label's amount may have been counted with another. */
export function unitPrice(line: LineView): string {
  if (priceOfLabel(line)) return text("line.label_price");
  return amount(line.unit_price_minor) + (line.sold_by === "kg" ? "/kg" : "");
}

/** Price and measure in one line; the price of a label is the whole pack's, not to be multiplied. */
export function measured(line: LineView): string {
  const sold = much(line) ?? `${line.quantity}`;
  return priceOfLabel(line) ? `${sold} · ${unitPrice(line)}` : `${unitPrice(line)} × ${sold}`;
}

export function LabelTag({ line }: { line: LineView }) {
  return line.label === null ? null : <span class="tag plain">{text("line.label")}</span>;
}
