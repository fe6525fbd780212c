import type { LaneView, LineView, WeighingView } from "../contract";
import { nameOf, text } from "../shared/i18n";
import { Icon } from "../shared/icons";
import { kilograms } from "../shared/money";
import { noticeText } from "../shared/words";
import { amount } from "./amounts";
import type { Message } from "./desk";
import { LabelTag, measured } from "./measure";
import { PromotionTags } from "./PromotionTags";
import { act, spoken } from "./state";

/** The strip the operator looks at: the last item, the live weight, or what was refused. */
export function Hero({ view }: { view: LaneView }) {
  const said = spoken.value;
  const line = view.lines.findLast((candidate) => candidate.line_seq === view.hero_line_seq);
  return (
    <section
      class={`hero ${heroMood(view, said)}`}
      aria-live={view.weighing ? "off" : "polite"}
      aria-label={text("hero")}
    >
      {view.weighing ? (
        <Weighing item={view.weighing} held={view.scans_held} said={said} />
      ) : said ? (
        <Spoken said={said} />
      ) : line ? (
        <LastItem line={line} held={view.scans_held} />
      ) : (
        <Waiting view={view} />
      )}
    </section>
  );
}

function heroMood(view: LaneView, said: Message | null): string {
  if (view.weighing) return "weighing";
  return said ? (said.tone === "refused" ? "refused" : "ask") : "";
}

function Spoken({ said }: { said: Message }) {
  return (
    <h1 class="said">
      <Icon name={said.tone === "refused" ? "cancel" : "alert"} />
      <span>{noticeText(said.code, said.args)}</span>
    </h1>
  );
}

function LastItem({ line, held }: { line: LineView; held: number }) {
  const cut = line.gross_minor !== line.amount_minor && !line.voided;
  return (
    <>
      <h1 class={line.voided ? "struck" : ""}>{nameOf(line.names)}</h1>
      <p class={`hero-price ${line.voided ? "struck" : ""}`}>
        {cut && <s>{amount(line.gross_minor)}</s>}
        {amount(line.amount_minor)}
      </p>
      <p class="hero-more">
        <span>{measured(line)}</span>
        {line.voided && <span class="tag plain">{text("hero.voided")}</span>}
        <LabelTag line={line} />
        {line.overridden && <span class="tag ask">{text("line.overridden")}</span>}
        <PromotionTags promotions={line.promotions} />
        {held > 0 && <span class="tag ask">{text("scans.held", { n: held })}</span>}
      </p>
    </>
  );
}

function Weighing({ item, held, said }: { item: WeighingView; held: number; said: Message | null }) {
  const steady = item.scale === "stable";
  const refusal = said?.tone === "refused" ? noticeText(said.code, said.args) : null;
  const state = item.scale === "zero" ? text("weigh.put") : text(`weigh.${item.scale}`);
  return (
    <>
      <h1>{nameOf(item.names)}</h1>
      <div class="hero-price weight">
        <span class={`steady ${steady ? "on" : ""}`}>{item.mass_g === null ? "–.–––" : kilograms(item.mass_g)}</span>
        <small>kg</small>
        <button type="button" class="outlined" onClick={() => act({ do: "cancel_weighing" })}>
          {text("weigh.cancel")} <kbd>Esc</kbd>
        </button>
      </div>
      <p class="hero-more">
        <span>{amount(item.unit_price_minor)}/kg</span>
        <span class={`steady-lamp ${steady ? "on" : ""}`}>{state}</span>
        {refusal && <span class="tag">{refusal}</span>}
        {held > 0 && <span class="tag ask">{text("scans.held", { n: held })}</span>}
      </p>
    </>
  );
}

function Waiting({ view }: { view: LaneView }) {
  return (
    <>
      <h1>{text("hero.idle")}</h1>
      <p class="hero-more">
        <span>{text("hero.idle_hint")}</span>
        {view.receipt_no && <span class="tag plain">{text("hero.last_receipt", { no: view.receipt_no })}</span>}
      </p>
    </>
  );
}
