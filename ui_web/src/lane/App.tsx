import { text } from "../shared/i18n";
import { Banner } from "./Banner";
import { ChangePanel } from "./ChangePanel";
import { Hero } from "./Hero";
import { Lines } from "./Lines";
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
        {shown.phase === "tendering" && <TenderPanel view={shown} />}
        {shown.phase === "change_due" && <ChangePanel view={shown} />}
        {shown.phase !== "tendering" && shown.phase !== "change_due" && <SalePanel view={shown} />}
      </aside>
    </div>
  );
}

function Connecting() {
  return (
    <div class="connecting" role="status">
      {text("banner.reconnect")}
    </div>
  );
}
