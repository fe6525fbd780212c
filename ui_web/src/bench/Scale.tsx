import { useSignal } from "@preact/signals";
import type { BenchState } from "../contract";
import { text } from "../shared/i18n";
import { kilograms } from "../shared/money";
import { Cable, Card, Fault, Switch } from "./Cards";
import { run } from "./state";

const PRESETS_G = [150, 386, 642, 1216, 2480];
const SCALE_MAX_G = 15000;
const FIRST_G = 500;

export function Scale({ state }: { state: BenchState }) {
  const put = (mass_g: number) => run({ do: "put_weight", mass_g });
  return (
    <Card icon="scale" title={text("bench.scale")} aside={<Cable device="scale" state={state} />}>
      <div class="line">
        <output class="mass" data-moving={state.scale_moving}>
          {kilograms(state.scale_mass_g)} <small>kg</small>
        </output>
        <span class={`tag ${state.scale_moving ? "ask" : "plain"}`}>
          {text(state.scale_moving ? "bench.moving" : "bench.settled")}
        </span>
        <span class="spring" />
        <button type="button" class="small" name="take-off" onClick={() => put(0)}>
          {text("bench.take_off")}
        </button>
      </div>
      <div class="presets">
        {PRESETS_G.map((mass_g) => (
          <button type="button" class="small" key={mass_g} data-mass={mass_g} onClick={() => put(mass_g)}>
            {kilograms(mass_g)}
          </button>
        ))}
      </div>
      <KeyedWeight put={put} />
      <div class="line switches">
        <Switch
          on={state.scale_shaking}
          name="shaking"
          label={text("bench.shaking")}
          turn={(shaking) => run({ do: "shake_scale", shaking })}
        />
        <Fault device="scale" trouble="hang" state={state} />
        <Fault device="scale" trouble="babble" state={state} />
      </div>
    </Card>
  );
}

function KeyedWeight({ put }: { put: (mass_g: number) => void }) {
  const mass_g = useSignal(FIRST_G);
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        if (Number.isInteger(mass_g.value)) put(mass_g.value);
      }}
    >
      <input
        type="number"
        name="mass"
        min={0}
        max={SCALE_MAX_G}
        step={1}
        aria-label={text("bench.grams")}
        value={mass_g.value}
        onInput={(event) => {
          mass_g.value = event.currentTarget.valueAsNumber;
        }}
      />
      <span>{text("bench.grams")}</span>
      <button type="submit" class="small strong">
        {text("bench.put")}
      </button>
    </form>
  );
}
