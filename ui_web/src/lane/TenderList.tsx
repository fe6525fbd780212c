import type { LaneView, TenderView } from "../contract";
import { text } from "../shared/i18n";
import { Icon, type IconName } from "../shared/icons";
import { amount } from "./amounts";
import { act, desk } from "./state";

const ICONS: Readonly<Record<TenderView["tender"], IconName>> = { cash: "banknote", card: "terminal", wallet: "qr" };

/**
 * What has come in, and what is still to pay: exactly, and in coins where those are rounded. Cash adds up to one row;
 * every payment is a row of its own.
 */
export function TenderList({ view }: { view: LaneView }) {
  const cash_minor = sum(view.tenders.filter((tender) => tender.tender === "cash"));
  const payments = view.tenders.filter((tender) => tender.tender !== "cash");
  const rounded = view.phase === "tendering" && view.cash_remaining_minor !== view.remaining_minor;
  return (
    <dl class="sums">
      {cash_minor > 0 && (
        <div>
          <Icon name="banknote" />
          <dt>{text("tender.cash")}</dt>
          <dd>{amount(cash_minor)}</dd>
        </div>
      )}
      {payments.map((tender) => (
        <Payment key={tender.tender_seq} tender={tender} />
      ))}
      {view.cash_rounding_minor !== 0 && (
        <div class="rounding">
          <dt>{text("tender.rounding")}</dt>
          <dd>{amount(view.cash_rounding_minor)}</dd>
        </div>
      )}
      {view.phase !== "change_due" && (
        <div class="remaining">
          <dt>
            {text("tender.remaining")}
            {rounded && <small>{text("tender.in_cash", { amount: amount(view.cash_remaining_minor) })}</small>}
          </dt>
          <dd>{amount(view.remaining_minor)}</dd>
        </div>
      )}
    </dl>
  );
}

function Payment({ tender }: { tender: TenderView }) {
  const armed = desk.value.armed?.what === "reverse" && desk.value.armed.tender_seq === tender.tender_seq;
  const about = [tender.scheme, tender.account.slice(-4) && `••${tender.account.slice(-4)}`].filter(Boolean).join(" ");
  return (
    <div>
      <Icon name={ICONS[tender.tender]} />
      <dt>
        {text(`tender.${tender.tender}`)} <small>{tender.by_hand ? text("tender.by_hand") : about}</small>
      </dt>
      <dd>{amount(tender.amount_minor)}</dd>
      {tender.reversible && (
        <button
          type="button"
          class={`give-back ${armed ? "armed" : ""}`}
          aria-label={text("tender.give_back", { amount: amount(tender.amount_minor) })}
          onClick={() => act({ do: "reverse_tender", tender_seq: tender.tender_seq })}
        >
          <Icon name="undo" />
        </button>
      )}
    </div>
  );
}

function sum(tenders: readonly TenderView[]): number {
  return tenders.reduce((total, tender) => total + tender.amount_minor, 0);
}
