import { act, cleanup, fireEvent, render } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import { App } from "../src/bench/App";
import { bench, connectTo, department, receive, wanted } from "../src/bench/state";
import type { BenchCommand, BenchState } from "../src/contract";
import { showBench } from "../src/dev/bench-fixture";
import { language } from "../src/shared/i18n";

let commands: BenchCommand[];

function change(changes: Partial<BenchState>): void {
  act(() => receive({ ...(bench.value as BenchState), ...changes }));
}

function names(container: Element, selector: string): string[] {
  return [...container.querySelectorAll<HTMLButtonElement>(selector)].map((button) => button.name);
}

beforeEach(() => {
  showBench();
  commands = [];
  connectTo((command) => commands.push(command) > 0);
  [language.value, wanted.value, department.value] = ["en", "", null];
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

test("the customer's display is forty cells, and dark without its cable", () => {
  const { container, getByLabelText } = render(<App />);
  expect(container.querySelectorAll(".vfd i")).toHaveLength(40);
  expect(getByLabelText("Fuji apples 77.69 / Total 85.39").dataset.dark).toBe("false");
  change({ plugged: { ...(bench.value as BenchState).plugged, display: false } });
  expect(container.querySelector<HTMLElement>(".vfd")?.dataset.dark).toBe("true");
});

test("a customer answers at the terminal only while it waits for a card", () => {
  const { container } = render(<App />);
  const answers = ["card-pays", "card-refuses", "card-late", "card-drop"];
  expect(names(container, "[name^='card-']:not([disabled])")).toEqual(answers);
  for (const name of answers) fireEvent.click(container.querySelector(`[name='${name}']`) as Element);
  fireEvent.click(container.querySelector("[name='reboot']") as Element);
  expect(commands).toEqual([
    { do: "answer_card", answer: "pays" },
    { do: "answer_card", answer: "refuses" },
    { do: "answer_card", answer: "late" },
    { do: "answer_card", answer: "drop" },
    { do: "reboot_terminal" },
  ]);
  change({ terminal: { ...(bench.value as BenchState).terminal, doing: "bank", amount_minor: 0 } });
  expect(names(container, "[name^='card-'][disabled]")).toEqual(answers);
  expect(container.querySelector("[data-terminal]")?.textContent).toBe("Asking the bank");
});

test("a telephone shows codes at any time and answers only when it is asked", () => {
  const { container } = render(<App />);
  expect(names(container, "[name^='wallet-']:not([disabled])")).toEqual([]);
  change({ wallet: { ...(bench.value as BenchState).wallet, asked_minor: 1990 } });
  expect(container.querySelector("[data-wallet='asked']")?.parentElement?.textContent).toContain("¥19.90");
  for (const name of [
    "show-wechat",
    "show-alipay",
    "wallet-confirms",
    "wallet-refuses",
    "wallet-late",
    "gateway-down",
  ]) {
    fireEvent.click(container.querySelector(`[name='${name}']`) as Element);
  }
  expect(commands).toEqual([
    { do: "show_code", wallet: "wechat" },
    { do: "show_code", wallet: "alipay" },
    { do: "answer_wallet", answer: "confirms" },
    { do: "answer_wallet", answer: "refuses" },
    { do: "answer_wallet", answer: "late" },
    { do: "set_gateway", down: true },
  ]);
});

test("a ledger tells charged and returned money, the newest first", () => {
  const { container } = render(<App />);
  const ledger = container.querySelector("[data-ledger='terminal']");
  expect(ledger?.querySelector("p")?.textContent).toBe("3 charges ¥144.09returned ¥19.90");
  const kinds = [...(ledger?.querySelectorAll("li") ?? [])].map((row) => row.textContent);
  expect(kinds).toEqual(["Charge4¥85.39", "Charge3¥38.80", "Reversal1¥19.90", "Charge1¥19.90"]);
});

test("faults of printer, scale and scanner", () => {
  const { container } = render(<App />);
  for (const name of ["hang-printer", "hang-scale", "babble-scale", "shaking", "burst"]) {
    fireEvent.click(container.querySelector(`[name='${name}']`) as Element);
  }
  const [hang, , , , burst] = commands;
  expect(hang).toEqual({ do: "make_trouble", device: "printer", trouble: "hang", on: false });
  expect(commands.slice(1, 4)).toEqual([
    { do: "make_trouble", device: "scale", trouble: "hang", on: true },
    { do: "make_trouble", device: "scale", trouble: "babble", on: true },
    { do: "shake_scale", shaking: true },
  ]);
  expect(burst?.do === "scan_burst" && burst.codes).toHaveLength(10);
});
