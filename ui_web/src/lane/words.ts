/** Devices in words: their names, their state, what still works without them. */

import type { DeviceView, LaneView } from "../contract";
import { text } from "../shared/i18n";
import { faultText } from "../shared/words";

export function deviceName(kind: DeviceView["kind"]): string {
  return text(`device.${kind}`);
}

/** What a device's lamp says when asked. */
export function deviceText(device: DeviceView): string {
  const name = { device: deviceName(device.kind) };
  if (device.state === "fault") return text("device.faulty", { ...name, fault: faultText(device.fault) });
  const starting = device.state === "closed" || device.state === "opening";
  return text(starting ? "device.starting" : "device.ready", name);
}

/** What still works without this device. */
export function hintText(kind: DeviceView["kind"], view: LaneView): string {
  return text(`hint.${kind}`, { n: view.receipts_pending });
}
