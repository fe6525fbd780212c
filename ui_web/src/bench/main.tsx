import { render } from "preact";
import "../styles/base.css";
import "../styles/bench.css";
import type { BenchFrame } from "../contract";
import { opener, Socket } from "../shared/socket";
import { App } from "./App";
import { connectTo, lost, receive } from "./state";

const SOCKET_PATH = "/bench/ws";

async function start(): Promise<void> {
  if (import.meta.env.DEV && new URLSearchParams(location.search).has("fixture")) {
    const { showBench } = await import("../dev/bench-fixture");
    showBench();
    return;
  }
  const socket = new Socket(opener(SOCKET_PATH), {
    opened: () => socket.proven(),
    frame: (data) => receive(data as BenchFrame),
    closed: lost,
  });
  connectTo((command) => socket.send(command));
  socket.start();
}

const root = document.getElementById("app");
if (!root) throw new Error("bench.html has no #app");
render(<App />, root);
void start();
