import type { LaneView } from "../contract";
import { text } from "../shared/i18n";
import { Icon } from "../shared/icons";
import { amount } from "./amounts";
import { Due, Figure } from "./Due";
import { InputLine } from "./Pad";
import { act, desk } from "./state";

export function ChangePanel({ view }: { view: LaneView }) {
  return (
    <>
      <Due view={view} brief />
      <dl class="sums">
        <div>
          <Icon name="banknote" />
          <dt>{text("change.received")}</dt>
          <dd>{amount(view.tendered_minor)}</dd>
        </div>
      </dl>
      <section class="change" aria-live="polite">
        <h2>{text("change.due")}</h2>
        <Figure minor={view.change_minor ?? 0} name="change" />
        <DrawerState view={view} />
        {view.receipt_no && <p class="receipt-no">{text("change.receipt", { no: view.receipt_no })}</p>}
      </section>
      {desk.value.buffer === "" ? <p class="hint">{text("change.next_hint")}</p> : <InputLine hint="" />}
      <button type="button" class="go" onClick={() => act({ do: "next" })}>
        <Icon name="right" />
        <span>{text("change.next")}</span>
        <kbd>F9 · Enter</kbd>
      </button>
    </>
  );
}

function DrawerState({ view }: { view: LaneView }) {
  if (view.drawer_open === null) return null;
  return (
    <p class={`drawer ${view.drawer_open ? "open" : ""}`}>
      <Icon name={view.drawer_open ? "drawer" : "check"} />
      {text(view.drawer_open ? "change.close_drawer" : "change.drawer_closed")}
    </p>
  );
}
