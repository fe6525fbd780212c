import type { Ledger as Book } from "../contract";
import { text } from "../shared/i18n";
import { amount } from "./state";

/** What was charged and what went back, the newest first: the device's own word, not the lane's. */
export function Ledger({ ledger, name }: { ledger: Book; name: "terminal" | "wallet" }) {
  return (
    <section class="ledger" data-ledger={name} aria-label={`${text(`bench.${name}`)}: ${text("bench.ledger")}`}>
      <p class="line">
        <span>
          {text("bench.charged", { n: ledger.charge_count })} <b>{amount(ledger.charged_minor)}</b>
        </span>
        <span class="spring" />
        <span>
          {text("bench.returned")} <b>{amount(ledger.returned_minor)}</b>
        </span>
      </p>
      {ledger.movements.length > 0 && (
        <ol>
          {ledger.movements.toReversed().map((movement, index) => (
            <li key={`${index + 1}`} data-kind={movement.kind}>
              <span>{text(`bench.moved.${movement.kind}`)}</span>
              <small>{movement.number}</small>
              <b>{amount(movement.amount_minor)}</b>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
