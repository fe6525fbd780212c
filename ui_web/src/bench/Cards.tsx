import type { ComponentChildren } from "preact";
import type { BenchState, MakeTrouble, Plug } from "../contract";
import { text } from "../shared/i18n";
import { Icon, type IconName } from "../shared/icons";
import { run } from "./state";

type Device = Plug["device"];
type Trouble = MakeTrouble["trouble"];

export function Card(props: { icon: IconName; title: string; aside?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="card">
      <h2>
        <Icon name={props.icon} />
        {props.title}
        <span class="spring" />
        {props.aside}
      </h2>
      {props.children}
    </section>
  );
}

/** A switch that says its state and changes it when pressed. */
export function Switch(props: {
  on: boolean;
  label: string;
  name: string;
  title?: string;
  turn: (on: boolean) => void;
}) {
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      name={props.name}
      aria-label={props.title ?? props.label}
      aria-checked={props.on}
      onClick={() => props.turn(!props.on)}
    >
      <i />
      {props.label}
    </button>
  );
}

/** The device's cable; `named` where no heading names the device. */
export function Cable({ device, state, named = false }: { device: Device; state: BenchState; named?: boolean }) {
  const plugged = state.plugged[device] ?? false;
  const says = text(plugged ? "bench.plugged" : "bench.unplugged");
  const name = text(`device.${device}`);
  return (
    <Switch
      on={plugged}
      name={`cable-${device}`}
      label={named ? name : says}
      title={`${name}: ${says}`}
      turn={(on) => run({ do: "plug", device, plugged: on })}
    />
  );
}

/** A device that takes everything and answers nothing, or sends noise all the time. */
export function Fault(props: { device: MakeTrouble["device"]; trouble: Trouble; state: BenchState }) {
  const { device, trouble, state } = props;
  const label = text(trouble === "hang" ? "bench.hangs" : "bench.babbles");
  return (
    <Switch
      on={(trouble === "hang" ? state.hanging : state.babbling).includes(device)}
      name={`${trouble}-${device}`}
      label={label}
      title={`${text(`device.${device}`)}: ${label}`}
      turn={(on) => run({ do: "make_trouble", device, trouble, on })}
    />
  );
}

export function Counters({ state }: { state: BenchState }) {
  const counters = [
    [text("bench.scans_sent"), state.scans_sent, "scans-sent"],
    [text("bench.good_beeps"), state.good_beeps, "good-beeps"],
    [text("bench.bad_beeps"), state.bad_beeps, "bad-beeps"],
    [text("bench.pulses"), state.drawer_pulses, "drawer-pulses"],
  ] as const;
  return (
    <dl class="card counters" aria-label={text("bench.counters")}>
      {counters.map(([label, count, name]) => (
        <div key={name}>
          <dd data-counter={name}>{count}</dd>
          <dt>{label}</dt>
        </div>
      ))}
    </dl>
  );
}

export function Drawer({ state }: { state: BenchState }) {
  return (
    <Card icon="drawer" title={text("bench.drawer")} aside={<Cable device="drawer" state={state} />}>
      <div class="line">
        <span class={`tag ${state.drawer_open ? "ask" : "plain"}`} data-drawer={state.drawer_open ? "open" : "closed"}>
          {text(state.drawer_open ? "bench.drawer_open" : "bench.drawer_closed")}
        </span>
        <span class="spring" />
        <button
          type="button"
          class="small"
          name="drawer"
          onClick={() => run({ do: "set_drawer", open: !state.drawer_open })}
        >
          {text(state.drawer_open ? "bench.close_drawer" : "bench.open_drawer")}
        </button>
      </div>
    </Card>
  );
}

export function Processes({ state }: { state: BenchState }) {
  return (
    <Card icon="server" title={text("bench.processes")}>
      <Process label={text("bench.lane_process")} running={state.lane_running}>
        <Kill process="lane" />
      </Process>
      <Process label={text("bench.store_process")} running={state.store_running}>
        <Kill process="store" />
      </Process>
      <Process label={text("bench.broker")} running={state.broker_running}>
        <button
          type="button"
          class="small"
          name="broker"
          onClick={() => run({ do: "run_broker", running: !state.broker_running })}
        >
          {text(state.broker_running ? "bench.stop" : "bench.start")}
        </button>
      </Process>
    </Card>
  );
}

function Process(props: { label: string; running: boolean; children: ComponentChildren }) {
  return (
    <div class="line">
      <span class={`dot ${props.running ? "on" : ""}`} />
      {props.label}
      <small>{text(props.running ? "bench.running" : "bench.stopped")}</small>
      <span class="spring" />
      {props.children}
    </div>
  );
}

function Kill({ process }: { process: "lane" | "store" }) {
  return (
    <button
      type="button"
      class="small grave"
      name={`kill-${process}`}
      onClick={() => run({ do: "kill_process", process })}
    >
      {text("bench.kill")}
    </button>
  );
}
