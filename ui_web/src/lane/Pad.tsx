import type { ComponentChildren } from "preact";
import { text } from "../shared/i18n";
import { Icon } from "../shared/icons";
import type { Action } from "./keymap";
import { act, desk } from "./state";

interface KeyProps {
  readonly action: Action;
  readonly label: string;
  readonly mood?: "" | "quiet" | "strong";
  readonly children?: ComponentChildren;
}

/** The number pad, 789 on top as tills have it. */
export function Pad({ tender = false }: { tender?: boolean }) {
  return (
    <fieldset class="pad" aria-label={text("pad")}>
      <Digits keys={["7", "8", "9"]} />
      <Key action={{ do: "backspace" }} mood="quiet" label={text("pad.backspace")}>
        <Icon name="backspace" />
      </Key>
      <Digits keys={["4", "5", "6"]} />
      <Key
        action={{ do: tender ? "exact" : "quantity" }}
        mood="strong"
        label={text(tender ? "pad.exact" : "pad.quantity")}
      />
      <Digits keys={["1", "2", "3"]} />
      <Key action={{ do: "clear" }} mood="quiet" label={text("pad.clear")} />
      <Digits keys={["0", "00", "."]} />
      <Key action={{ do: "enter" }} mood="strong" label={text("pad.enter")} />
    </fieldset>
  );
}

function Digits({ keys }: { keys: readonly string[] }) {
  return (
    <>
      {keys.map((digits) => (
        <Key key={digits} action={{ do: "type", keys: digits }} label={digits} />
      ))}
    </>
  );
}

function Key({ action, label, mood = "", children }: KeyProps) {
  return (
    <button type="button" class={`key ${mood}`} aria-label={label} onClick={() => act(action)}>
      {children ?? label}
    </button>
  );
}

/** What has been keyed, as it was keyed. Not an editable field: no focus to lose, no input method to start. */
export function InputLine({ hint, quantity = 1 }: { hint: string; quantity?: number }) {
  const { buffer } = desk.value;
  return (
    <div class="input" role="status" aria-label={text("input.label")}>
      {quantity > 1 && <b class="quantity">{quantity} ×</b>}
      {buffer === "" && <span>{hint}</span>}
      <b class="buffer">{buffer}</b>
      <i class="caret" />
    </div>
  );
}
