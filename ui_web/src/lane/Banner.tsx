import type { DeviceView, LaneView } from "../contract";
import { text } from "../shared/i18n";
import { Icon, type IconName } from "../shared/icons";
import { faultText } from "../shared/words";
import { connected } from "./state";
import { deviceName, hintText } from "./words";

interface Said {
  readonly mood: "bad" | "ask";
  readonly icon: IconName;
  readonly what: string;
  readonly hint: string;
}

/** One banner at a time: what is wrong, and what still works. */
export function Banner({ view }: { view: LaneView }) {
  const said = connected.value ? (deviceBanner(view) ?? storeBanner(view)) : lostBanner();
  return (
    <div class={`banner ${said?.mood ?? ""}`} role="status">
      {said && (
        <p>
          <Icon name={said.icon} />
          <b>{said.what}</b> <span>{said.hint}</span>
        </p>
      )}
    </div>
  );
}

function lostBanner(): Said {
  return { mood: "ask", icon: "refresh", what: text("banner.reconnect"), hint: text("banner.reconnect_hint") };
}

function deviceBanner(view: LaneView): Said | null {
  const device = view.devices.find((candidate) => candidate.state === "fault");
  if (!device) return null;
  return { mood: "bad", icon: device.kind, what: faultSentence(device), hint: hintText(device.kind, view) };
}

function faultSentence(device: DeviceView): string {
  return text("banner.device", { device: deviceName(device.kind), fault: faultText(device.fault) });
}

function storeBanner(view: LaneView): Said | null {
  if (view.store_link.online) return null;
  const hint = text("banner.offline_hint", { n: view.store_link.queued });
  return { mood: "ask", icon: "cloudOff", what: text("banner.offline"), hint };
}
