import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { LaneView, LineView } from "../contract";
import { nameOf, text } from "../shared/i18n";
import { Icon } from "../shared/icons";
import { amount } from "./amounts";
import { LabelTag, much, unitPrice } from "./measure";
import { PromotionTags } from "./PromotionTags";
import { act, pageLines, selected } from "./state";
import { lineWindow, MORE_PX } from "./window";

const FOOT_PROMOTIONS_MAX = 2;
const FALLBACK = { height_px: 526, row_px: 58 };

export function Lines({ view }: { view: LaneView }) {
  const list = useRef<HTMLUListElement>(null);
  const size = useSignal(FALLBACK);
  useLayoutEffect(() => {
    const measure = () => {
      if (!list.current?.clientHeight) return;
      const row_px = Number.parseFloat(getComputedStyle(list.current).getPropertyValue("--row")) || FALLBACK.row_px;
      size.value = { height_px: list.current.clientHeight, row_px };
      pageLines.value = Math.max(1, Math.floor((list.current.clientHeight - 2 * MORE_PX) / row_px) - 1);
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (list.current) observer.observe(list.current);
    return () => observer.disconnect();
  }, [size]);

  const chosen = selected.value;
  const index = chosen ? view.lines.indexOf(chosen) : -1;
  const { start, end } = lineWindow(view.lines.length, index, size.value.height_px, size.value.row_px);
  return (
    <section class="list" aria-label={text("list")}>
      <div class="list-head" aria-hidden="true">
        <span>#</span>
        <span>{text("list.item")}</span>
        <span>{text("list.quantity")}</span>
        <span>{text("list.amount")}</span>
      </div>
      <ul ref={list}>
        {start > 0 && <More icon="up" label={text("list.earlier", { n: start })} cap="PgUp" go="page_up" />}
        {view.lines.slice(start, end).map((line, offset) => (
          <Line
            key={line.line_seq}
            line={line}
            number={start + offset + 1}
            chosen={line === chosen}
            sells={view.phase === "basket"}
          />
        ))}
        {end < view.lines.length && (
          <More icon="down" label={text("list.later", { n: view.lines.length - end })} cap="PgDn" go="page_down" />
        )}
        {view.lines.length === 0 && (
          <li class="list-empty">
            <Icon name="scanner" />
            {text("list.empty")}
          </li>
        )}
      </ul>
      <Foot view={view} />
    </section>
  );
}

function More(props: { icon: "up" | "down"; label: string; cap: string; go: "page_up" | "page_down" }) {
  return (
    <li class="list-more">
      <button type="button" onClick={() => act({ do: props.go })}>
        <Icon name={props.icon} />
        {props.label} · {props.cap}
      </button>
    </li>
  );
}

function Line({ line, number, chosen, sells }: { line: LineView; number: number; chosen: boolean; sells: boolean }) {
  const whole = line.sold_by === "each" && (line.label?.amount_minor ?? null) === null;
  const stepped = chosen && sells && whole && !line.voided;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys select, on the window
    <li
      class={`row ${line.voided ? "void" : ""} ${chosen ? "chosen" : ""}`}
      data-line={line.line_seq}
      aria-current={chosen}
      onClick={() => act({ do: "select", line_seq: line.line_seq })}
    >
      <span class="row-number">{number}</span>
      <div class="row-item">
        <b>{nameOf(line.names)}</b>
        <p class="savings-line">
          <span>{line.code}</span>
          {line.voided && <span class="tag plain">{text("line.voided")}</span>}
          {!line.voided && <LabelTag line={line} />}
          {line.overridden && !line.voided && <span class="tag ask">{text("line.overridden")}</span>}
          {!line.voided && <PromotionTags promotions={line.promotions} />}
        </p>
      </div>
      {stepped ? <Stepper line={line} /> : <Quantity line={line} />}
      {sells && !line.voided ? <WhyKey line={line} chosen={chosen} /> : <Amount line={line} />}
    </li>
  );
}

/** The amount is the key to why it is that. */
function WhyKey({ line, chosen }: { line: LineView; chosen: boolean }) {
  const ask = (event: Event) => {
    event.stopPropagation();
    act({ do: "why_line", line_seq: line.line_seq });
  };
  return (
    <button type="button" class="row-why" title={text("why")} onClick={ask}>
      {chosen && <kbd>F8</kbd>}
      <Amount line={line} />
    </button>
  );
}

function Amount({ line }: { line: LineView }) {
  const cut = line.gross_minor !== line.amount_minor && !line.voided;
  return (
    <div class="row-amount">
      {cut && <s>{amount(line.gross_minor)}</s>}
      {amount(line.amount_minor)}
    </div>
  );
}

function Quantity({ line }: { line: LineView }) {
  return (
    <div class="row-quantity">
      {much(line) ?? `× ${line.quantity}`}
      <small>{unitPrice(line)}</small>
    </div>
  );
}

function Stepper({ line }: { line: LineView }) {
  return (
    <div class="stepper">
      <button
        type="button"
        aria-label={text("line.less")}
        disabled={line.quantity <= 1}
        onClick={() => act({ do: "less" })}
      >
        <Icon name="minus" />
      </button>
      <b>{line.quantity}</b>
      <button type="button" aria-label={text("line.more")} onClick={() => act({ do: "more" })}>
        <Icon name="plus" />
      </button>
    </div>
  );
}

function Foot({ view }: { view: LaneView }) {
  if (view.promotions.length + view.hints.length === 0) return <div class="list-foot keys">{text("list.keys")}</div>;
  return (
    <div class="list-foot">
      <Savings promotions={view.promotions} />
      <Hints hints={view.hints} />
    </div>
  );
}

function Savings({ promotions }: { promotions: LaneView["promotions"] }) {
  const shown = promotions.slice(0, FOOT_PROMOTIONS_MAX);
  const hidden = promotions.length - shown.length;
  if (shown.length === 0) return null;
  return (
    <p class="savings-line">
      <Icon name="ticket" />
      {shown.map((promotion) => (
        <span class="advice" key={promotion.promotion_id}>
          <span>{nameOf(promotion.names)}</span>
          <b>{amount(-promotion.amount_minor)}</b>
        </span>
      ))}
      {hidden > 0 && <span>{text("list.more_promotions", { n: hidden })}</span>}
    </p>
  );
}

/** One more and you save: for a basket at rest, gone with its next change. */
function Hints({ hints }: { hints: LaneView["hints"] }) {
  if (hints.length === 0) return null;
  return (
    <p class="hints">
      <Icon name="plus" />
      {hints.map(({ promotion_id, item_names, units, saving_minor }) => (
        <span class="advice" key={promotion_id}>
          <span>{text("list.hint", { n: units, item: nameOf(item_names) })}</span>
          <b>{text("list.hint_saves", { amount: amount(saving_minor) })}</b>
        </span>
      ))}
    </p>
  );
}
