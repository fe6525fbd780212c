import { useEffect } from "preact/hooks";
import type { Explained, LaneView, LineView, WhyStep, WhyUnits } from "../contract";
import { nameOf, text } from "../shared/i18n";
import { Icon } from "../shared/icons";
import { amount } from "./amounts";
import { measured } from "./measure";
import { act, askWhy, explained } from "./state";
import { reasonText, taxText } from "./why";

const MATES_MAX = 2;

/** Over the pad: why the chosen line costs what it costs, and which offers it did not get. */
export function WhyPanel({ view, line }: { view: LaneView; line: LineView }) {
  const { line_seq, voided } = line;
  // Any change of the lines may change the answer.
  useEffect(() => {
    if (!voided) askWhy(line_seq);
  }, [line_seq, voided, view.lines]);
  const answer = explained.value?.line_seq === line_seq && !voided ? explained.value : null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section class="why" aria-label={text("why.of", { item: nameOf(line.names) })} tabIndex={0}>
      <header class="why-top">
        <h2 class="why-name">{nameOf(line.names)}</h2>
        <button type="button" class="why-close" onClick={() => act({ do: "why" })}>
          {text("why.close")}
          <kbd>Esc</kbd>
          <Icon name="cancel" />
        </button>
      </header>
      {voided && <p class="why-voided">{text("why.voided")}</p>}
      {answer && <Derived line={line} answer={answer} />}
    </section>
  );
}

function Derived({ line, answer }: { line: LineView; answer: Explained }) {
  const many = line.quantity > 1;
  return (
    <>
      {answer.units.map((units, index) => (
        <div key={index} class="why-units">
          {many && <h3 class="why-head">{text("why.each", { n: units.units })}</h3>}
          <Way line={line} units={units} />
        </div>
      ))}
      <dl class="why-taxes">
        {answer.levy_minor !== 0 && <Row label={text("why.levy")} minor={answer.levy_minor} />}
        {answer.taxes.map((tax) => (
          <Row key={`${taxText(tax)} ${tax.rate_mpct}`} label={taxText(tax)} minor={tax.amount_minor} />
        ))}
      </dl>
      {answer.unused.length > 0 && <h3 class="why-head">{text("why.not")}</h3>}
      <ul class="why-not">
        {answer.unused.map((unused) => (
          <li key={unused.promotion_id}>
            <b class="why-offer">{nameOf(unused.names)}</b>
            <span class="why-reason">{reasonText(unused)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Shelf price, markdown, each promotion, staff, paid: what one unit went through. */
function Way({ line, units }: { line: LineView; units: WhyUnits }) {
  return (
    <dl>
      <Row label={shelfText(line)} minor={units.shelf_minor} note={line.mass_g === null ? "" : measured(line)} />
      {units.markdown_minor !== 0 && <Row label={text("why.markdown")} minor={-units.markdown_minor} />}
      {units.steps.map((step) => (
        <Row
          key={step.promotion_id}
          kind="saves"
          label={nameOf(step.names)}
          minor={-step.saving_minor}
          note={groupText(step)}
        />
      ))}
      {units.staff_minor !== 0 && <Row label={text("why.staff")} minor={-units.staff_minor} />}
      <Row kind="paid" label={text("why.paid")} minor={units.paid_minor} />
    </dl>
  );
}

function Row({ kind = "", label, minor, note = "" }: { kind?: string; label: string; minor: number; note?: string }) {
  return (
    <div class={`why-row ${kind}`}>
      <dt class="why-label">{label}</dt>
      <dd class="why-amount">{amount(minor)}</dd>
      {note !== "" && <dd class="why-note">{note}</dd>}
    </div>
  );
}

/** Where a line's first price comes from. */
function shelfText(line: LineView): string {
  if (line.overridden) return text("why.by_hand");
  return text(line.label && line.label.amount_minor !== null ? "why.label" : "why.shelf");
}

/** The goods of other lines that a promotion took together with this unit, and what it saves on all of them. */
function groupText(step: WhyStep): string {
  if (step.mates.length === 0) return "";
  const shown = step.mates.slice(0, MATES_MAX);
  const goods = shown.map((mate) => text("why.goods", { item: nameOf(mate.names), n: mate.units }));
  const hidden = step.mates.length - shown.length;
  if (hidden > 0) goods.push(text("why.more_goods", { n: hidden }));
  const all = text("why.in_all", { amount: amount(step.group_saving_minor) });
  return `${text("why.with", { goods: goods.join(" + ") })} · ${all}`;
}
