import type { LaneView } from "../contract";
import { text } from "../shared/i18n";
import { Icon } from "../shared/icons";
import { parseAmount } from "../shared/money";
import { amount, shortAmount } from "./amounts";
import { Due } from "./Due";
import { InputLine, Pad } from "./Pad";
import { act, desk } from "./state";

/** A label beyond this is set smaller: an amount is never cut. */
const LONG_CHARS = 14;

export function TenderPanel({ view }: { view: LaneView }) {
  const keyed = parseAmount(desk.value.buffer, view.currency_exponent);
  const take = text("tender.take_cash", { amount: amount(keyed ?? view.remaining_minor) });
  return (
    <>
      <Due view={view} brief />
      <dl class="sums">
        {view.tendered_minor > 0 && (
          <div>
            <Icon name="banknote" />
            <dt>{text("tender.tendered")}</dt>
            <dd>{amount(view.tendered_minor)}</dd>
          </div>
        )}
        <div class="remaining">
          <dt>{text("tender.remaining")}</dt>
          <dd>{amount(view.remaining_minor)}</dd>
        </div>
      </dl>
      <fieldset class="quick" aria-label={text("tender.quick")}>
        {view.quick_cash_minor.map((amount_minor) => (
          <button type="button" class="key" key={amount_minor} onClick={() => act({ do: "take_cash", amount_minor })}>
            {shortAmount(amount_minor)}
          </button>
        ))}
      </fieldset>
      <InputLine hint={text("input.amount_hint")} />
      <Pad tender />
      <div class="go-row">
        <button type="button" class="go back" onClick={() => act({ do: "back" })}>
          <span>{text("tender.back")}</span>
          <kbd>Esc</kbd>
        </button>
        <button
          type="button"
          class={`go ${take.length > LONG_CHARS ? "long" : ""}`}
          onClick={() => act({ do: "cash" })}
        >
          <Icon name="check" />
          <span>{take}</span>
          <kbd>F1</kbd>
        </button>
      </div>
    </>
  );
}
