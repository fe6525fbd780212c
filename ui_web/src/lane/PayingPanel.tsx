import { signal } from "@preact/signals";
import type { LaneView, PaymentView } from "../contract";
import { type MessageId, text } from "../shared/i18n";
import { Icon } from "../shared/icons";
import { paymentText } from "../shared/words";
import { amount } from "./amounts";
import { Due, Figure } from "./Due";
import { EVIDENCE } from "./desk";
import type { PlainAction } from "./keymap";
import { act, desk, paymentBegan } from "./state";
import { TenderList } from "./TenderList";

/** A device that works is left alone for so long before asking it again is offered. */
const QUERY_AFTER_S = 20;
const clock = signal(Date.now());
setInterval(() => {
  clock.value = Date.now();
}, 1000);

/** The payment in flight: what it waits for, and, when nobody knows, the three ways out. */
export function PayingPanel({ view, payment }: { view: LaneView; payment: PaymentView }) {
  return (
    <>
      <Due view={view} brief />
      <TenderList view={view} />
      {payment.status === "unknown" ? <Unknown payment={payment} /> : <Waiting payment={payment} />}
    </>
  );
}

function Waiting({ payment }: { payment: PaymentView }) {
  const seconds = Math.max(0, Math.floor((clock.value - paymentBegan.value) / 1000));
  const asked = payment.status === "asked";
  const slow = asked && (payment.stopping || seconds >= QUERY_AFTER_S);
  return (
    <>
      <section class="paying" data-status={payment.status} aria-live="polite">
        <Icon name={payment.method === "card" ? "terminal" : "qr"} />
        <h2>{text(headline(payment))}</h2>
        <Figure minor={payment.amount_minor} name="payment" />
        <p class="word">{payment.message ? paymentText(payment.message) : ""}</p>
        <p class="elapsed">{text("paying.elapsed", { seconds })}</p>
      </section>
      {asked && (
        <div class="go-row">
          {slow && <Way action="query_payment" label="paying.query" cap="F4" />}
          {!payment.stopping && (
            <button type="button" class="go back wide" onClick={() => act({ do: "abort_payment" })}>
              <span>{text("paying.abort")}</span>
              <kbd>Esc</kbd>
            </button>
          )}
        </div>
      )}
    </>
  );
}

function headline(payment: PaymentView): MessageId {
  if (payment.status === "reversing") return "paying.reversing";
  if (payment.status === "approved") return "paying.approved";
  return payment.stopping ? "paying.stopping" : `paying.${payment.method}`;
}

function Unknown({ payment }: { payment: PaymentView }) {
  const { verdict, armed } = desk.value;
  return (
    <section class="paying unknown" data-status="unknown" role="alert">
      <h2>
        <Icon name="alert" />
        {text("paying.unknown")}
      </h2>
      <p class="word">
        {text(`tender.${payment.method}`)} <b>{amount(payment.amount_minor)}</b>
        {payment.reason && <span> · {paymentText(payment.reason)}</span>}
        {payment.message && <span> · {paymentText(payment.message)}</span>}
      </p>
      <div class="ways">
        <Way action="query_payment" label="paying.query" cap="F4" />
        <Way action="reverse" label="paying.reverse" cap="F6" armed={armed?.what === "reverse"} grave />
      </div>
      <h3>{text("paying.by_hand")}</h3>
      <div class="ways">
        <Way action="say_paid" label="paying.paid" cap="F7" armed={verdict === "paid"} />
        <Way action="say_not_paid" label="paying.not_paid" cap="F8" armed={verdict === "not_paid"} />
      </div>
      <fieldset class="ways evidence" disabled={verdict === null}>
        <legend>{text("paying.evidence")}</legend>
        {EVIDENCE.map((evidence, index) => (
          <button
            type="button"
            key={evidence}
            class="action"
            onClick={() => act({ do: "type", keys: String(index + 1) })}
          >
            <span>
              <kbd>{index + 1}</kbd>
            </span>
            {text(`paying.evidence.${evidence}`)}
          </button>
        ))}
      </fieldset>
    </section>
  );
}

function Way(props: { action: PlainAction; label: MessageId; cap: string; armed?: boolean; grave?: boolean }) {
  return (
    <button
      type="button"
      class={`action ${props.grave ? "grave" : ""} ${props.armed ? "armed" : ""}`}
      onClick={() => act({ do: props.action })}
    >
      <span>
        <kbd>{props.cap}</kbd>
      </span>
      {text(props.label)}
    </button>
  );
}
