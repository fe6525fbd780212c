import type { LaneView } from "../contract";
import { text } from "../shared/i18n";
import { Icon } from "../shared/icons";
import { Due, Figure } from "./Due";
import { InputLine } from "./Pad";
import { act, desk } from "./state";
import { TenderList } from "./TenderList";

export function ChangePanel({ view }: { view: LaneView }) {
  const cash = view.tenders.some((tender) => tender.tender === "cash");
  return (
    <>
      <Due view={view} brief />
      <TenderList view={view} />
      <section class="change" aria-live="polite">
        <h2>{text(cash ? "change.due" : "change.paid")}</h2>
        <Figure minor={cash ? (view.change_minor ?? 0) : view.tendered_minor} name={cash ? "change" : "paid"} />
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
