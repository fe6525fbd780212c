import { describe, expect, test } from "vitest";
import type { LaneView } from "../src/contract";
import { type Desk, EMPTY_DESK, follow } from "../src/lane/desk";
import { actionFor, type KeyStroke } from "../src/lane/keymap";
import type { Outcome } from "../src/lane/outcome";
import { ENTER_GUARD_MS, type Moment, press, REPEAT_WITHIN_MS } from "../src/lane/press";
import { fixture, line } from "./views";

const CALM: Moment = { now_ms: 1_000_000, scanned_ms: 0, phase_ms: 0, page_lines: 6 };

function stroke(key: string): KeyStroke {
  const ctrlKey = key.startsWith("Ctrl+");
  return { key: key.replace("Ctrl+", ""), ctrlKey, altKey: false, metaKey: false, repeat: false };
}

/** Presses keys one after the other; the view stays as it is. */
function keys(view: LaneView, pressed: string, desk: Desk = EMPTY_DESK, moment: Moment = CALM): Outcome {
  let outcome: Outcome = { desk };
  for (const key of pressed.split(" ")) {
    const action = actionFor(stroke(key), view.phase);
    outcome = action ? press(action, outcome.desk, view, moment) : { desk: outcome.desk };
  }
  return outcome;
}

describe("a keyed code", () => {
  test("digits echo at once and Enter sends them as a string", () => {
    expect(keys(fixture("idle"), "0 0 4 1").desk.buffer).toBe("0041");
    expect(keys(fixture("idle"), "0 0 4 1 Enter")).toEqual({
      desk: EMPTY_DESK,
      intent: { kind: "key_code", code: "0041" },
    });
  });
  test("Backspace and Esc take digits back", () => {
    expect(keys(fixture("idle"), "1 2 Backspace").desk.buffer).toBe("1");
    expect(keys(fixture("basket"), "1 2 Escape").desk.buffer).toBe("");
  });
  test("a point in a code is refused and stays to be seen", () => {
    expect(keys(fixture("idle"), "1 . 2 Enter")).toMatchObject({
      desk: { buffer: "1.2" },
      message: { code: "bad_code" },
    });
  });
  test("the buffer has an end and one point", () => {
    expect(keys(fixture("idle"), `1 . . ${"9 ".repeat(40).trim()}`).desk.buffer).toBe(`1.${"9".repeat(22)}`);
  });
});

describe("quantity", () => {
  test("N * counts the next item", () => {
    expect(keys(fixture("idle"), "1 2 *").intent).toEqual({ kind: "key_quantity", quantity: 12 });
  });
  test("* alone takes a keyed quantity back", () => {
    expect(keys(fixture("few"), "*").intent).toEqual({ kind: "key_quantity", quantity: 1 });
    expect(keys(fixture("idle"), "*").intent).toBeUndefined();
  });
  test("more than 99 asks, and only the same key soon after confirms", () => {
    const asked = keys(fixture("idle"), "1 0 0 *");
    expect(asked).toMatchObject({ message: { code: "big_quantity", args: { quantity: 100 } } });
    expect(asked.intent).toBeUndefined();
    expect(keys(fixture("idle"), "*", asked.desk).intent).toEqual({ kind: "key_quantity", quantity: 100 });
    const late = { ...CALM, now_ms: CALM.now_ms + REPEAT_WITHIN_MS + 1 };
    expect(keys(fixture("idle"), "*", asked.desk, late).intent).toBeUndefined();
    expect(keys(fixture("idle"), "0 *", asked.desk).intent).toBeUndefined();
  });
  test("nought is no quantity", () => {
    expect(keys(fixture("idle"), "0 *")).toMatchObject({ message: { code: "bad_quantity" } });
  });
});

describe("lines", () => {
  test("keys act on the newest line until another is chosen", () => {
    expect(keys(fixture("basket"), "Delete").intent).toEqual({ kind: "void_line", line_seq: 12 });
    expect(keys(fixture("basket"), "ArrowUp ArrowUp Delete").intent).toEqual({ kind: "void_line", line_seq: 10 });
    expect(keys(fixture("basket"), "PageUp PageUp PageUp Delete").intent).toEqual({ kind: "void_line", line_seq: 1 });
  });
  test("+ and - change the count, never below one, never of a weight", () => {
    expect(keys(fixture("basket"), "+").intent).toEqual({ kind: "change_quantity", line_seq: 12, quantity: 3 });
    expect(keys(fixture("basket"), "ArrowUp ArrowUp -").intent).toBeUndefined();
    expect(keys(fixture("basket", { hero_line_seq: 7 }), "+")).toMatchObject({ message: { code: "weighed_quantity" } });
  });
  test("a voided line is left alone", () => {
    expect(keys(fixture("basket", { hero_line_seq: 5 }), "Delete")).toMatchObject({ message: { code: "line_voided" } });
  });
  test("a keyed unit price counts for the whole line, by piece and by weight", () => {
    expect(keys(fixture("basket"), "1 0 . 5 F7").intent).toEqual({
      kind: "override_price",
      line_seq: 12,
      amount_minor: 2100,
    });
    const weighed = fixture("basket", { hero_line_seq: 7 });
    expect(keys(weighed, "3 F7").intent).toEqual({ kind: "override_price", line_seq: 7, amount_minor: 365 });
    expect(keys(fixture("basket"), "F7")).toMatchObject({ message: { code: "price_hint", tone: "attention" } });
  });
  test("a new line or another phase ends a choice", () => {
    const chosen: Desk = { ...EMPTY_DESK, selected: 3, buffer: "12" };
    const before = fixture("basket");
    const after = { ...before, lines: [...before.lines, line(13)], hero_line_seq: 13 };
    expect(follow(chosen, before, after)).toEqual({ ...EMPTY_DESK, buffer: "12" });
    expect(follow(chosen, before, { ...before, total_minor: 1 })).toBe(chosen);
    expect(follow(chosen, fixture("tender"), fixture("change")).buffer).toBe("");
  });
});

describe("pay", () => {
  test("an amount keyed before the lane has answered is not lost, a code keyed before it is", () => {
    const asked = keys(fixture("basket"), "1 2 F9");
    expect(asked).toMatchObject({ intent: { kind: "start_tender" }, desk: { buffer: "" } });
    const ahead = keys(fixture("basket"), "5 0", asked.desk);
    expect(follow(ahead.desk, fixture("basket"), fixture("tender")).buffer).toBe("50");
  });
});

describe("cancel of a sale", () => {
  test("needs the same key twice within three seconds, and Enter never confirms it", () => {
    const asked = keys(fixture("basket"), "Ctrl+Delete");
    expect(asked).toMatchObject({ message: { code: "cancel_again" } });
    expect(asked.intent).toBeUndefined();
    expect(keys(fixture("basket"), "Ctrl+Delete", asked.desk).intent).toEqual({ kind: "cancel_sale" });
    expect(keys(fixture("basket"), "Enter", asked.desk).intent).not.toEqual({ kind: "cancel_sale" });
    expect(keys(fixture("basket"), "Enter Ctrl+Delete", asked.desk).intent).toBeUndefined();
  });
  test("without a sale there is nothing to cancel", () => {
    expect(keys(fixture("idle"), "Ctrl+Delete")).toMatchObject({ message: { code: "no_sale" } });
  });
});

describe("payment", () => {
  test("F9 pays; Enter pays with nothing keyed, but not right after a scan", () => {
    expect(keys(fixture("basket"), "F9").intent).toEqual({ kind: "start_tender" });
    expect(keys(fixture("basket"), "Enter").intent).toEqual({ kind: "start_tender" });
    const justScanned = { ...CALM, scanned_ms: CALM.now_ms - ENTER_GUARD_MS + 1 };
    expect(keys(fixture("basket"), "Enter", EMPTY_DESK, justScanned).intent).toBeUndefined();
  });
  test("Enter takes cash only after a keyed amount; F1 takes what remains", () => {
    expect(keys(fixture("part"), "Enter").intent).toBeUndefined();
    expect(keys(fixture("part"), "1 5 0 Enter").intent).toEqual({ kind: "tender_cash", amount_minor: 15000 });
    expect(keys(fixture("part"), "1 5 0 . 5 F1").intent).toEqual({ kind: "tender_cash", amount_minor: 15050 });
    expect(keys(fixture("part"), "F1").intent).toEqual({ kind: "tender_cash", amount_minor: 13013 });
    expect(keys(fixture("part"), "0 Enter")).toMatchObject({ message: { code: "bad_amount" } });
  });
  test("Esc clears, then goes back to the basket", () => {
    expect(keys(fixture("tender"), "5 Escape").intent).toBeUndefined();
    expect(keys(fixture("tender"), "5 Escape Escape").intent).toEqual({ kind: "abandon_tender" });
  });
  test("a doubled Enter does not wipe the change off the screen", () => {
    const justPaid = { ...CALM, phase_ms: CALM.now_ms - ENTER_GUARD_MS + 1 };
    expect(keys(fixture("change"), "Enter", EMPTY_DESK, justPaid).intent).toBeUndefined();
    expect(keys(fixture("change"), "Enter").intent).toEqual({ kind: "dismiss_sale" });
    expect(keys(fixture("change"), "F9").intent).toEqual({ kind: "dismiss_sale" });
    expect(keys(fixture("change"), "4 1 Enter").intent).toEqual({ kind: "key_code", code: "41" });
  });
  test("keys of the basket are dead in tender", () => {
    for (const key of ["Delete", "+", "-", "F7", "F9", "Ctrl+Delete"]) {
      expect(keys(fixture("tender"), key).intent).toBeUndefined();
    }
  });
});

test("Esc cancels a weighing, F10 prints a copy", () => {
  expect(keys(fixture("weighing"), "Escape").intent).toEqual({ kind: "cancel_weighing" });
  expect(keys(fixture("change"), "F10").intent).toEqual({ kind: "print_copy" });
});

test("a held key repeats digits and arrows only", () => {
  const held = (key: string) => actionFor({ ...stroke(key), repeat: true }, "basket");
  expect(held("7")).toEqual({ do: "type", keys: "7" });
  expect(held("ArrowUp")).toEqual({ do: "line_up" });
  for (const key of ["Enter", "Delete", "+", "F9"]) expect(held(key)).toBeNull();
});
