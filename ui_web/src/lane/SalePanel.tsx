import type { LaneView } from "../contract";
import { type MessageId, text } from "../shared/i18n";
import { Icon, type IconName } from "../shared/icons";
import { Due } from "./Due";
import type { PlainAction } from "./keymap";
import { InputLine, Pad } from "./Pad";
import { act, desk, selected } from "./state";
import { WhyPanel } from "./WhyPanel";

const ACTIONS: readonly { do: PlainAction; label: MessageId; cap: string; icon: IconName; grave?: boolean }[] = [
  { do: "void_line", label: "action.void_line", cap: "Del", icon: "trash", grave: true },
  { do: "price", label: "action.price", cap: "F7", icon: "pencil" },
  { do: "cancel_sale", label: "action.cancel_sale", cap: "⌃Del", icon: "cancel", grave: true },
  { do: "print_copy", label: "action.print_copy", cap: "F10", icon: "receipt" },
];

export function SalePanel({ view }: { view: LaneView }) {
  const line = selected.value;
  const armed = desk.value.armed?.what;
  return (
    <>
      <Due view={view} />
      <InputLine hint={text("input.hint")} quantity={view.quantity} />
      {line && desk.value.why ? <WhyPanel view={view} line={line} /> : <Pad />}
      <div class="actions">
        {ACTIONS.map((action) => (
          <button
            type="button"
            key={action.do}
            class={`action ${action.grave ? "grave" : ""} ${armed === action.do ? "armed" : ""}`}
            onClick={() => act({ do: action.do })}
          >
            <span>
              <Icon name={action.icon} />
              <kbd>{action.cap}</kbd>
            </span>
            {text(action.label)}
          </button>
        ))}
      </div>
      <button type="button" class={`go ${view.phase === "basket" ? "" : "rest"}`} onClick={() => act({ do: "pay" })}>
        <Icon name="wallet" />
        <span>{text("pay")}</span>
        <kbd>F9 · Enter</kbd>
      </button>
    </>
  );
}
