import type { LaneView } from "../contract";
import { text } from "../shared/i18n";
import { Icon, type IconName } from "../shared/icons";
import { parseAmount } from "../shared/money";
import { amount, shortAmount } from "./amounts";
import { Due } from "./Due";
import { InputLine, Pad } from "./Pad";
import { act, desk } from "./state";
import { TenderList } from "./TenderList";

const KINDS: readonly { kind: "wallet" | "card"; icon: IconName; cap: string }[] = [
  { kind: "wallet", icon: "qr", cap: "F2" },
  { kind: "card", icon: "terminal", cap: "F3" },
];

/** A label beyond this is set smaller: an amount is never cut. */
const LONG_CHARS = 14;

export function TenderPanel({ view }: { view: LaneView }) {
  const keyed = parseAmount(desk.value.buffer, view.currency_exponent);
  const take = text("tender.take_cash", { amount: amount(keyed ?? view.cash_remaining_minor) });
  return (
    <>
      <Due view={view} brief />
      <TenderList view={view} />
      <fieldset class="quick" aria-label={text("tender.quick")}>
        {view.quick_cash_minor.map((amount_minor) => (
          <button type="button" class="key" key={amount_minor} onClick={() => act({ do: "take_cash", amount_minor })}>
            {shortAmount(amount_minor)}
          </button>
        ))}
      </fieldset>
      {KINDS.some((kind) => view.tender_kinds.includes(kind.kind)) && (
        <fieldset class="kinds" aria-label={text("tender.kinds")}>
          {KINDS.filter((kind) => view.tender_kinds.includes(kind.kind)).map((kind) => (
            <button type="button" key={kind.kind} class="action" onClick={() => act({ do: kind.kind })}>
              <span>
                <Icon name={kind.icon} />
                <kbd>{kind.cap}</kbd>
              </span>
              {text(`tender.${kind.kind}`)}
            </button>
          ))}
        </fieldset>
      )}
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
