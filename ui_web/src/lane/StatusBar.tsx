import { signal } from "@preact/signals";
import type { DeviceView, LaneView } from "../contract";
import { nameOf, text } from "../shared/i18n";
import { Icon, type IconName } from "../shared/icons";
import { Preferences } from "../shared/Preferences";
import { faultText } from "../shared/words";
import { connected } from "./state";
import { deviceText } from "./words";

const CLOCK_EVERY_MS = 1000;
const clock = signal(timeOfDay());
setInterval(() => {
  clock.value = timeOfDay();
}, CLOCK_EVERY_MS);

function timeOfDay(): string {
  const now = new Date();
  return [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}

export function StatusBar({ view }: { view: LaneView }) {
  return (
    <header class="bar">
      <div class="lane">
        <b aria-hidden="true">{view.lane_id.replace(/^0+(?=.)/, "")}</b>
        <span>{text("lane.name", { lane: view.lane_id })}</span>
        <small>
          {nameOf(view.store_names)} {view.store_id}
        </small>
      </div>
      <span class="spring" />
      <ul class="lamps" aria-label={text("devices")}>
        {view.devices.map((device) => (
          <Lamp key={device.kind} device={device} view={view} />
        ))}
      </ul>
      <StoreLamp view={view} />
      <time class="clock">{clock.value}</time>
      <Preferences />
    </header>
  );
}

function Lamp({ device, view }: { device: DeviceView; view: LaneView }) {
  const label = deviceText(device);
  const starting = device.state === "closed" || device.state === "opening";
  const open = device.kind === "drawer" && view.drawer_open === true && device.state !== "fault";
  const mood = device.state === "fault" ? "bad" : open ? "ask" : starting ? "dim" : "";
  return (
    <li class={`lamp ${mood}`} data-device={device.kind} data-state={device.state} title={label}>
      <Icon name={device.kind} />
      <span class="visually-hidden">{label}</span>
      {device.state === "fault" && <em aria-hidden="true">{faultText(device.fault)}</em>}
      {open && <em>{text("drawer.open")}</em>}
    </li>
  );
}

function StoreLamp({ view }: { view: LaneView }) {
  const { online, queued } = view.store_link;
  const [icon, label]: [IconName, string] = !connected.value
    ? ["wifiOff", text("link.none")]
    : online
      ? ["wifi", text("link.online")]
      : ["wifiOff", queued > 0 ? text("link.queued", { n: queued }) : text("link.offline")];
  return (
    <span class={`net ${online && connected.value ? "" : "off"}`}>
      <Icon name={icon} />
      {label}
    </span>
  );
}
