import { cleanup, fireEvent, render } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { App } from "../src/bench/App";
import { connectTo, receive, wanted } from "../src/bench/state";
import type { BenchCommand } from "../src/contract";
import { showBench } from "../src/dev/bench-fixture";
import { language } from "../src/shared/i18n";

let commands: BenchCommand[];

beforeEach(() => {
  showBench();
  commands = [];
  connectTo((command) => commands.push(command) > 0);
  [language.value, wanted.value] = ["en", ""];
});
afterEach(cleanup);

test("a press on an item scans its code", () => {
  const { container } = render(<App />);
  fireEvent.click(container.querySelector("[data-code='9521100000000']") as Element);
  expect(commands).toEqual([{ do: "scan", code: "9521100000000" }]);
});

test("search finds by name in either language", () => {
  const { container, getByLabelText } = render(<App />);
  fireEvent.input(getByLabelText("Find a name or code"), { target: { value: "牛奶" } });
  const found = [...container.querySelectorAll(".item b")].map((name) => name.textContent);
  expect(new Set(found)).toEqual(new Set(["Whole milk 250 ml ×16"]));
});

test("every device can be worked", () => {
  const { container, getByText } = render(<App />);
  const press = (selector: string) => fireEvent.click(container.querySelector(selector) as Element);
  press("[data-mass='642']");
  press("[name='take-off']");
  press("[name='cable-printer']");
  press("[name='paper']");
  press("[name='cover']");
  press("[name='drawer']");
  press("[name='kill-lane']");
  press("[name='broker']");
  fireEvent.click(getByText("Put on"));
  expect(commands).toEqual([
    { do: "put_weight", mass_g: 642 },
    { do: "put_weight", mass_g: 0 },
    { do: "plug", device: "printer", plugged: true },
    { do: "set_paper", present: false },
    { do: "set_cover", open: true },
    { do: "set_drawer", open: false },
    { do: "kill_process", process: "lane" },
    { do: "run_broker", running: true },
    { do: "put_weight", mass_g: 500 },
  ]);
});

test("the newest receipt is shown and a failed command says so", () => {
  const { container, rerender } = render(<App />);
  expect(container.querySelector(".paper")?.textContent).toContain("谢谢惠顾");
  receive({ type: "error", code: "unplugged" });
  rerender(<App />);
  expect(container.querySelector(".problem")?.textContent).toBe("Not done: Not connected");
});
