import { cleanup, fireEvent, render, act as settle } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Intent, LaneView } from "../src/contract";
import { App } from "../src/lane/App";
import { EMPTY_DESK } from "../src/lane/desk";
import { act, connectTo, desk, lost, refuse, show, spoken, view } from "../src/lane/state";
import { language } from "../src/shared/i18n";
import { fixture } from "./views";

let wishes: Intent[];

beforeEach(() => {
  wishes = [];
  connectTo((intent) => wishes.push(intent) > 0);
  [view.value, desk.value, spoken.value, language.value] = [null, EMPTY_DESK, null, "en"];
});
afterEach(cleanup);

function page(name: string, changes: Partial<LaneView> = {}) {
  show(fixture(name, changes));
  return render(<App />);
}

test("the basket shows lines, savings and total; the newest line has the stepper", () => {
  const { container, getByText, getByLabelText } = page("basket");
  expect(container.querySelectorAll(".row").length).toBeGreaterThan(5);
  expect(container.querySelector('[data-figure="total"]')?.textContent).toBe("¥230.13");
  expect(getByText("Spend ¥200 save ¥15")).toBeTruthy();
  expect(container.querySelector(".row.void")?.textContent).toContain("Voided");
  fireEvent.click(getByLabelText("One more"));
  expect(wishes).toEqual([{ kind: "change_quantity", line_seq: 12, quantity: 3 }]);
});

test("a label's price stands with the weight it states, and is not to be counted up", () => {
  const { container, queryByLabelText } = page("packed");
  const row = container.querySelector('[data-line="4"]');
  expect(row?.querySelector(".row-quantity")?.textContent).toBe("0.486 kgLabel price");
  expect(row?.querySelector(".tag.plain")?.textContent).toBe("Label");
  expect(row?.querySelector(".row-amount")?.textContent).toBe("¥28.97");
  expect(container.querySelector(".hero-more")?.textContent).toContain("0.486 kg · Label price");
  expect(queryByLabelText("One more")).toBeNull();
});

test("nobody weighed what a label with an amount alone is on", () => {
  const [line] = fixture("packed").lines.slice(-1);
  const label = { amount_minor: 2897, mass_g: null };
  const { container } = page("packed", { lines: line ? [{ ...line, label }] : [] });
  expect(container.querySelector(".row-quantity")?.textContent).toBe("× 1Label price");
});

test("goods past their date are refused with it", () => {
  const { container } = page("basket");
  const notice = { seq: 1, code: "expired", args: { code: "1", detail: "2026-11-21" }, tone: "refused" } as const;
  settle(() => show(fixture("basket", { notice })));
  expect(container.querySelector(".hero.refused")?.textContent).toBe("Expired on 2026-11-21. Do not sell it");
});

test("Chinese at a press", () => {
  const { getByLabelText, getByText } = page("basket");
  fireEvent.click(getByLabelText("Switch language 中文"));
  expect(getByText("收款")).toBeTruthy();
  expect(document.documentElement.lang).toBe("zh-CN");
});

test("the pad types, and only what exists has a button", () => {
  const { getByLabelText, container } = page("basket");
  for (const key of ["4", "00"]) fireEvent.click(getByLabelText(key));
  expect(container.querySelector(".buffer")?.textContent).toBe("400");
  fireEvent.click(getByLabelText("Enter"));
  expect(wishes).toEqual([{ kind: "key_code", code: "400" }]);
  const actions = [...container.querySelectorAll(".action")].map((button) => button.lastChild?.textContent);
  expect(actions).toEqual(["Void line", "Price", "Void sale", "Print copy"]);
});

test("no sale screen has anything editable", () => {
  for (const name of ["idle", "basket", "weighing", "tender", "paying", "unknown", "change"]) {
    const { container } = page(name);
    expect(container.querySelectorAll("input, textarea, select, [contenteditable], dialog")).toHaveLength(0);
    cleanup();
  }
});

test("weighing shows the live weight in the hero's place and can be cancelled", () => {
  const { container, getByText } = page("weighing");
  expect(container.querySelector(".weight")?.textContent).toContain("0.642");
  expect(container.querySelector(".steady-lamp")?.textContent).toBe("Moving");
  fireEvent.click(getByText("Cancel"));
  expect(wishes).toEqual([{ kind: "cancel_weighing" }]);
});

test("tender offers quick cash and the exact amount", () => {
  const { getByText } = page("part");
  fireEvent.click(getByText("¥150"));
  fireEvent.click(getByText("Exact"));
  fireEvent.click(getByText("Cash ¥130.13"));
  expect(wishes.map((wish) => "amount_minor" in wish && wish.amount_minor)).toEqual([15000, 13013, 13013]);
});

test("where coins are rounded cash asks for what they can pay, and card for the exact rest", () => {
  const { container, getByText } = page("rounded");
  const rows = [...container.querySelectorAll(".sums div")].map((row) => row.textContent?.trim());
  expect(rows).toEqual(["Still to payin cash CHF\u00a04.90CHF\u00a04.92"]);
  fireEvent.click(getByText("Cash CHF 4.90"));
  fireEvent.click(getByText("Exact"));
  fireEvent.click(getByText("Card"));
  expect(wishes).toEqual([
    { kind: "tender_cash", amount_minor: 490 },
    { kind: "tender_cash", amount_minor: 490 },
    { kind: "tender_card", amount_minor: null },
  ]);
});

test("a rest that rounds to nothing is covered by no cash at all", () => {
  const { getByText } = page("rounded", { remaining_minor: 2, cash_remaining_minor: 0, quick_cash_minor: [0] });
  fireEvent.click(getByText("Cash CHF 0.00"));
  expect(wishes).toEqual([{ kind: "tender_cash", amount_minor: 0 }]);
});

test("the change panel says what rounding took off, in both languages", () => {
  const { container, getByLabelText } = page("rounded_change");
  expect(container.querySelector(".rounding")?.textContent).toBe("Rounding−CHF\u00a00.02");
  expect(container.querySelector('[data-figure="change"]')?.textContent).toBe("CHF\u00a00.10");
  fireEvent.click(getByLabelText("Switch language 中文"));
  expect(container.querySelector(".rounding dt")?.textContent).toBe("舍入");
  cleanup();
  expect(page("change").container.querySelector(".rounding")).toBeNull();
});

test("change is the largest figure, with the drawer's state", () => {
  const { container, getByText } = page("change");
  expect(container.querySelector('[data-figure="change"]')?.textContent).toBe("¥19.87");
  expect(getByText("Close the drawer")).toBeTruthy();
});

test("a refusal turns the hero red until the next item", () => {
  const before = fixture("basket");
  const { container } = page("basket");
  settle(() => show({ ...before, notice: { seq: 1, code: "not_found", args: { code: "123" }, tone: "refused" } }));
  expect(container.querySelector(".hero.refused")?.textContent).toBe("123 not found. Scan again or key the code");
  settle(() =>
    show({
      ...before,
      hero_line_seq: 11,
      notice: { seq: 1, code: "not_found", args: { code: "123" }, tone: "refused" },
    }),
  );
  expect(container.querySelector(".hero.refused")).toBeNull();
});

test("an unknown code is still shown", () => {
  const { container } = page("basket");
  settle(() => refuse({ type: "ack", seq: 1, ok: false, code: "brand_new", args: {} }));
  expect(container.querySelector(".hero")?.textContent).toBe("Not done (brand_new)");
});

test("a refusal without its arguments still gets its sentence", () => {
  const { container } = page("basket");
  settle(() => refuse({ type: "ack", seq: 1, ok: false, code: "quantity_limit", args: {} }));
  expect(container.querySelector(".hero")?.textContent).toBe("At most … of one item");
});

test("a device fault is one banner and a red lamp, and the sale goes on", () => {
  const { container, getByText } = page("fault");
  expect(container.querySelector(".banner.bad")?.textContent).toContain("Receipt printer: No paper.");
  expect(container.querySelector('[data-device="printer"]')?.className).toContain("bad");
  fireEvent.click(getByText("Pay"));
  expect(wishes).toEqual([{ kind: "start_tender" }]);
});

test("offline says what still works", () => {
  const { container } = page("offline");
  expect(container.querySelector(".banner")?.textContent).toContain("Keep selling; 12 records queued.");
});

test("without its lane the page is grey, readable, and refuses every wish aloud", () => {
  const { container } = page("basket");
  settle(() => lost());
  expect(container.querySelector(".app")?.getAttribute("data-connected")).toBe("false");
  expect(container.querySelector(".banner")?.textContent).toContain("Reconnecting");
  settle(() => act({ do: "pay" }));
  expect(wishes).toEqual([]);
  expect(container.querySelector(".hero.refused")?.textContent).toBe("Not connected to the lane. Key ignored");
});
