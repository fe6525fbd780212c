import { text } from "../shared/i18n";
import { Icon } from "../shared/icons";
import { Preferences } from "../shared/Preferences";
import { noticeText } from "../shared/words";
import { Counters, Drawer, Processes } from "./Cards";
import { Display } from "./Display";
import { Items } from "./Items";
import { Printer } from "./Printer";
import { Scale } from "./Scale";
import { bench, error } from "./state";
import { Terminal } from "./Terminal";
import { Wallet } from "./Wallet";

export function App() {
  const state = bench.value;
  return (
    <div class="bench" data-connected={state !== null}>
      <Header />
      {state === null ? (
        <p class="waiting" role="status">
          {text("bench.connecting")}
        </p>
      ) : (
        <>
          <Items state={state} />
          <aside class="cards">
            <p class="problem" role="alert">
              {error.value && text("bench.error", { reason: noticeText(error.value) })}
            </p>
            <div class="column">
              <Display state={state} />
              <Terminal terminal={state.terminal} state={state} />
              <Wallet wallet={state.wallet} state={state} />
              <Counters state={state} />
            </div>
            <div class="column">
              <Scale state={state} />
              <Printer state={state} />
              <Drawer state={state} />
              <Processes state={state} />
            </div>
          </aside>
        </>
      )}
    </div>
  );
}

function Header() {
  return (
    <header class="bar">
      <h1>{text("bench.title")}</h1>
      <span class="note">{text("bench.note")}</span>
      <span class="spring" />
      <a class="bar-button" href="/lane" target="lanewise-lane">
        {text("bench.open_lane")}
        <Icon name="right" />
      </a>
      <Preferences />
    </header>
  );
}
