import type { LaneView } from "../contract";
import { text } from "../shared/i18n";
import { Banner } from "./Banner";
import { ChangePanel } from "./ChangePanel";
import { Hero } from "./Hero";
import { Lines } from "./Lines";
import { PayingPanel } from "./PayingPanel";
import { SalePanel } from "./SalePanel";
import { StatusBar } from "./StatusBar";
import { connected, view } from "./state";
import { TenderPanel } from "./TenderPanel";

export function App() {
  const shown = view.value;
  if (!shown) return <Connecting />;
  return (
    <div class="app" data-phase={shown.phase} data-connected={connected.value} data-rev={shown.rev}>
      <StatusBar view={shown} />
      <Banner view={shown} />
      <main class="main">
        <Hero view={shown} />
        <Lines view={shown} />
      </main>
      <aside class="side">
        <Side view={shown} />
      </aside>
    </div>
  );
}

function Side({ view: shown }: { view: LaneView }) {
  if (shown.payment) return <PayingPanel view={shown} payment={shown.payment} />;
  if (shown.phase === "tendering") return <TenderPanel view={shown} />;
  if (shown.phase === "change_due") return <ChangePanel view={shown} />;
  return <SalePanel view={shown} />;
}

function Connecting() {
  return (
    <div class="connecting" role="status">
      {text("banner.reconnect")}
    </div>
  );
}
