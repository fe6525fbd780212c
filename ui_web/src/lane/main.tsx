import { render } from "preact";
import "../styles/base.css";
import "../styles/lane.css";
import { opener } from "../shared/socket";
import { App } from "./App";
import { actionFor, isOurs } from "./keymap";
import { Link } from "./link";
import { act, connectTo, explain, hello, lost, refuse, show, view } from "./state";

const SOCKET_PATH = "/lane/ws";

async function start(): Promise<void> {
  const fixture = new URLSearchParams(location.search).get("fixture");
  if (import.meta.env.DEV && fixture) {
    const { showFixture } = await import("../dev/fixtures");
    showFixture(fixture);
    return;
  }
  const link = new Link(opener(SOCKET_PATH), { hello, view: show, refused: refuse, explained: explain, lost });
  connectTo(
    (intent) => link.wish(intent),
    (line_seq) => link.explain(line_seq),
  );
  link.start();
}

// Capture phase on the window: no button, focused or not, comes before the operator's key.
window.addEventListener(
  "keydown",
  (event) => {
    const action = actionFor(event, view.value?.phase ?? "idle");
    if (action || isOurs(event)) event.preventDefault();
    if (action) act(action);
  },
  { capture: true },
);
// A till's screen has no menu, and a held finger must not open one.
window.addEventListener("contextmenu", (event) => event.preventDefault());

const root = document.getElementById("app");
if (!root) throw new Error("lane.html has no #app");
render(<App />, root);
void start();
