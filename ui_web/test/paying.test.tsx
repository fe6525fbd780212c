import { cleanup, fireEvent, render, act as settle } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Intent, LaneView } from "../src/contract";
import { App } from "../src/lane/App";
import { EMPTY_DESK } from "../src/lane/desk";
import { actionFor } from "../src/lane/keymap";
import { act, connectTo, desk, show, spoken, view } from "../src/lane/state";
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

function keys(pressed: string) {
  for (const key of pressed.split(" ")) {
    const stroke = { key, ctrlKey: false, altKey: false, metaKey: false, repeat: false };
    const action = view.value && actionFor(stroke, view.value.phase);
    if (action) settle(() => act(action));
  }
}

test("only what the lane has is offered to pay with", () => {
  expect(page("cash_only").container.querySelector(".kinds")).toBeNull();
  cleanup();
  const { container } = page("tender");
  expect([...container.querySelectorAll(".kinds .action")].map((button) => button.lastChild?.textContent)).toEqual([
    "QR wallet",
    "Card",
  ]);
});

test("F3 takes all that remains by card, or the keyed amount", () => {
  page("part");
  keys("F3 5 0 F3");
  expect(wishes).toEqual([
    { kind: "tender_card", amount_minor: null },
    { kind: "tender_card", amount_minor: 5000 },
  ]);
});

test("F2 asks for a scan, and sends a code that was keyed", () => {
  const { container } = page("tender");
  keys("F2");
  expect(container.querySelector(".hero")?.textContent).toBe("Scan the customer's payment code");
  keys("1 2 F2");
  expect(container.querySelector(".hero")?.textContent).toBe("Not a payment code");
  keys(`Escape ${[..."134567890123456789"].join(" ")} F2`);
  expect(wishes).toEqual([{ kind: "tender_wallet", code: "134567890123456789", amount_minor: null }]);
  expect(desk.value.buffer).toBe("");
});

test("a payment under way shows the device's word and amount, and can be stopped", () => {
  const { container } = page("paying");
  expect(container.querySelector('[data-figure="payment"]')?.textContent).toBe("¥230.13");
  expect(container.querySelector(".word")?.textContent).toBe("Insert or tap the card");
  expect(container.querySelector(".pad")).toBeNull();
  keys("Escape");
  expect(wishes).toEqual([{ kind: "abort_payment" }]);
});

test("a device that was told to stop can be asked, and is not told again", () => {
  const { getByText, queryByText } = page("stopping");
  expect(queryByText("Stop")).toBeNull();
  fireEvent.click(getByText("Ask again"));
  expect(wishes).toEqual([{ kind: "query_payment" }]);
});

test("Enter, digits and scanners' suffixes confirm nothing while paying", () => {
  for (const name of ["paying", "unknown", "reversing", "stopping"]) {
    page(name);
    keys("Enter 1 2 Enter F1 F9 F3");
    expect([name, wishes]).toEqual([name, []]);
    cleanup();
  }
});

test("an unknown payment offers three ways, and a word needs its evidence", () => {
  const { container, getByText } = page("unknown");
  expect(container.querySelector(".paying.unknown")?.textContent).toContain("Result unknown. Do not charge again");
  expect(container.querySelector<HTMLFieldSetElement>(".evidence")?.disabled).toBe(true);
  keys("F4");
  keys("F7");
  expect(container.querySelector<HTMLFieldSetElement>(".evidence")?.disabled).toBe(false);
  fireEvent.click(getByText("Bank, by phone"));
  keys("F8 5 F8 1");
  expect(wishes).toEqual([
    { kind: "query_payment" },
    { kind: "confirm_by_hand", paid: true, reason: "bank" },
    { kind: "confirm_by_hand", paid: false, reason: "terminal" },
  ]);
});

test("Esc takes back what was said and not yet founded", () => {
  page("unknown");
  keys("F7 Escape 1");
  expect(wishes).toEqual([]);
});

test("money goes back only when asked for twice", () => {
  page("unknown");
  keys("F6");
  expect(wishes).toEqual([]);
  keys("F6");
  expect(wishes).toEqual([{ kind: "reverse_payment", tender_seq: null }]);
});

test("a tender by card is listed with its account's end and can go back", () => {
  const { container, getByLabelText } = page("split");
  const rows = [...container.querySelectorAll(".sums dt")].map((row) => row.textContent?.trim());
  expect(rows).toEqual(["Cash", "Card girocard ••1234", "Still to pay"]);
  fireEvent.click(getByLabelText("Give back ¥50.00"));
  fireEvent.click(getByLabelText("Give back ¥50.00"));
  keys("F6 F6");
  expect(wishes).toEqual([
    { kind: "reverse_payment", tender_seq: 2 },
    { kind: "reverse_payment", tender_seq: 2 },
  ]);
});

test("a sale paid without cash shows what was paid, and no drawer", () => {
  const { container } = page("card_paid");
  expect(container.querySelector('[data-figure="paid"]')?.textContent).toBe("¥230.13");
  expect(container.querySelector('[data-figure="change"]')).toBeNull();
});

test("why a payment failed is said in words, and a new code is still shown", () => {
  const before = fixture("tender");
  const { container } = page("tender");
  const notice = { seq: 1, code: "declined", args: { reason: "insufficient_funds", detail: "51" } };
  settle(() => show({ ...before, notice: { ...notice, tone: "refused" } }));
  expect(container.querySelector(".hero")?.textContent).toBe("Payment failed: Not enough money. Try another way");
  settle(() => show({ ...before, notice: { ...notice, seq: 2, args: { reason: "brand_new" }, tone: "refused" } }));
  expect(container.querySelector(".hero")?.textContent).toContain("brand_new");
});

test("Chinese at a press, also here", () => {
  const { container, getByLabelText } = page("unknown");
  fireEvent.click(getByLabelText("Switch language 中文"));
  expect(container.querySelector(".paying")?.textContent).toContain("结果未知，请勿重复收款");
});
