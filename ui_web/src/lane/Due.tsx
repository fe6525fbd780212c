import type { LaneView } from "../contract";
import { text } from "../shared/i18n";
import { amount, amountParts } from "./amounts";

/** The one dark block: what is to pay. `brief` leaves the sums out. */
export function Due({ view, brief = false }: { view: LaneView; brief?: boolean }) {
  return (
    <section class={`due ${brief ? "brief" : ""}`}>
      {!brief && (
        <>
          <p>
            <span>{text("total.items", { n: view.item_count })}</span>
            <b>{amount(view.subtotal_minor)}</b>
          </p>
          <p class="savings">
            <span>{text("total.savings")}</span>
            <b>{amount(-view.savings_minor)}</b>
          </p>
        </>
      )}
      <p class="due-total">
        <span>{text("total.due")}</span>
        <Figure minor={view.total_minor} name="total" />
      </p>
    </section>
  );
}

/** A large amount with a small symbol. `data-digits` lets the style shrink what would not fit. */
export function Figure({ minor, name }: { minor: number; name: string }) {
  const parts = amountParts(minor);
  const digits = parts.filter((part) => !part.symbol).reduce((sum, part) => sum + part.value.length, 0);
  return (
    <strong class="figure" data-figure={name} data-minor={minor} data-wide={digits > 8 ? "2" : digits > 6 ? "1" : "0"}>
      {parts.map((part, index) => (part.symbol ? <i key={index}>{part.value}</i> : part.value))}
    </strong>
  );
}
