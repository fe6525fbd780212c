import { cleanup, fireEvent, render, act as settle } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Explained, Intent, LaneView, WhyNot } from "../src/contract";
import { App } from "../src/lane/App";
import { EMPTY_DESK } from "../src/lane/desk";
import { actionFor } from "../src/lane/keymap";
import { act, connectTo, desk, explain, explained, show, spoken, view } from "../src/lane/state";
import { reasonText } from "../src/lane/why";
import { language } from "../src/shared/i18n";
import { fixture } from "./views";

let wishes: Intent[];
let questions: number[];

beforeEach(() => {
  [wishes, questions] = [[], []];
  connectTo(
    (intent) => wishes.push(intent) > 0,
    (line_seq) => questions.push(line_seq),
  );
  [view.value, desk.value, spoken.value, explained.value, language.value] = [null, EMPTY_DESK, null, null, "en"];
});
afterEach(cleanup);

const SODA = { "zh-CN": "可乐", en: "Cola" };
const TEA = { "zh-CN": "绿茶", en: "Green tea" };
const UNUSED: WhyNot = {
  promotion_id: "tea",
  names: { "zh-CN": "茶 3 瓶 9.90 元", en: "Any 3 teas for 9.90" },
  reason: "missing_units",
  have: 1,
  need: 3,
  against: null,
  by_minor: null,
};

function answer(line_seq: number): Explained {
  return {
    type: "explained",
    seq: questions.length,
    line_seq,
    units: [
      {
        units: 2,
        shelf_minor: 1180,
        markdown_minor: 0,
        steps: [
          {
            promotion_id: "half",
            names: { "zh-CN": "第二件半价", en: "2nd half price" },
            saving_minor: 295,
            group_saving_minor: 590,
            mates: [SODA, TEA, SODA, TEA].map((names) => ({ names, units: 1 })),
          },
        ],
        staff_minor: 0,
        paid_minor: 885,
      },
    ],
    levy_minor: 0,
    taxes: [{ names: {}, rate_mpct: 8875, amount_minor: 204, added: false }],
    unused: [UNUSED],
  };
}

function page(name = "basket", changes: Partial<LaneView> = {}) {
  show(fixture(name, changes));
  return render(<App />);
}

const panel = (container: Element) => container.querySelector(".why");
const why = () => settle(() => act({ do: "why" }));

test("F8 explains the chosen line over the pad: shelf price, offer with its group, tax, and what did not apply", () => {
  const { container } = page();
  const pressed = actionFor({ key: "F8", ctrlKey: false, altKey: false, metaKey: false, repeat: false }, "basket");
  expect(pressed).toEqual({ do: "why" });
  why();
  expect(questions).toEqual([12]);
  settle(() => explain(answer(12)));
  const rows = [...container.querySelectorAll(".why-row")].map((row) => row.textContent);
  expect(rows).toEqual([
    "Shelf price¥11.80",
    "2nd half price−¥2.95with Cola × 1 + Green tea × 1 + 2 more · saves ¥5.90 in all",
    "Comes to¥8.85",
    "Tax 8.875%, included¥2.04",
  ]);
  expect(container.querySelector(".why-head")?.textContent).toBe("2 pieces, each");
  expect(container.querySelector(".why-not")?.textContent).toBe("Any 3 teas for 9.902 more needed: 1 of 3");
  expect(container.querySelector(".pad")).toBeNull();
  expect(container.querySelectorAll(".row").length).toBeGreaterThan(5);
  expect(wishes).toEqual([]);
});

test("the amount of a line is a key to why it is that; F8 and Esc put the panel away", () => {
  const { container } = page();
  const amount = container.querySelector<HTMLElement>('[data-line="11"] .row-why');
  if (!amount) throw new Error("no amount to tap");
  fireEvent.click(amount);
  expect(questions).toEqual([11]);
  expect(panel(container)).not.toBeNull();
  why();
  expect(container.querySelector(".pad")).not.toBeNull();
  why();
  settle(() => act({ do: "type", keys: "4" }));
  settle(() => act({ do: "escape" }));
  expect(panel(container)).toBeNull();
  expect(desk.value.buffer).toBe("4");
});

test("the arrows go on to the next line, and a change of the sale asks again", () => {
  const { container } = page();
  why();
  settle(() => act({ do: "line_up" }));
  settle(() => show({ ...fixture("basket"), lines: [...fixture("basket").lines] }));
  expect(questions).toEqual([12, 11, 11]);
  expect(panel(container)?.textContent).toContain("Carrier bag");
});

test("an answer to an earlier question is not shown", () => {
  const { container } = page();
  why();
  const late = answer(12);
  settle(() => act({ do: "line_up" }));
  settle(() => act({ do: "line_down" }));
  settle(() => explain(late));
  expect(container.querySelector(".why-row")).toBeNull();
});

test.each([
  ["a line", { hero_line_seq: 3 }],
  ["a refusal", {}],
  ["the tender", { phase: "tendering" }],
] as const)("a scan that ends as %s closes the panel and goes on as always", (_, changes) => {
  const { container } = page();
  why();
  const last_scan = { scan_seq: 9, outcome: "line", committed_mono_ns: 1, commit_ns: 1 } as const;
  settle(() => show(fixture("basket", { last_scan, ...changes })));
  expect(panel(container)).toBeNull();
  expect(container.querySelector(".pad")).not.toBeNull();
});

test("a voided line has no price to explain", () => {
  const { container } = page();
  settle(() => act({ do: "select", line_seq: 5 }));
  why();
  expect(panel(container)).toBeNull();
  expect(spoken.value?.code).toBe("line_voided");
  expect(container.querySelector('[data-line="5"] .row-why')).toBeNull();
});

test("a label's or a hand's price is not called the shelf's", () => {
  const { container } = page("packed");
  why();
  settle(() => explain({ ...answer(4), units: answer(4).units.map((units) => ({ ...units, steps: [] })) }));
  expect(container.querySelector(".why-row")?.textContent).toContain("Price on the label");
});

test("reasons say their numbers in units or in money, and unknown ones are still shown", () => {
  page();
  expect(reasonText({ ...UNUSED, reason: "missing_spend", have: 3480, need: 3900 })).toBe(
    "¥4.20 more needed: ¥34.80 of ¥39.00",
  );
  expect(reasonText({ ...UNUSED, reason: "lost_against", against: TEA, by_minor: 160 })).toBe(
    "Green tea saves ¥1.60 more",
  );
  expect(reasonText({ ...UNUSED, reason: "moon_phase" })).toBe("Does not apply (moon_phase)");
  language.value = "zh-CN";
  expect(reasonText(UNUSED)).toBe("还差 2 件：已有 1 件，需 3 件");
});

test("hints stand below the savings and go with them", () => {
  const { container } = page("hinted");
  const hints = [...container.querySelectorAll(".hints .advice")].map((hint) => hint.textContent);
  expect(hints).toEqual(["1 more Spring water 550 ml ×12:saves ¥8.40", "2 more Cola 330 ml:saves ¥1.60"]);
  settle(() => show(fixture("basket")));
  expect(container.querySelector(".hints")).toBeNull();
  settle(() => show(fixture("hinted", { promotions: [] })));
  expect(container.querySelector(".list-foot")?.textContent).toContain("Cola");
});

test("a line with several offers names the one that saves most, counts the others and says the sum", () => {
  const offers = (["tea", "half"] as const).map((promotion_id, index) => ({
    promotion_id,
    names: index ? { en: "2nd half price" } : { en: "Tea" },
    amount_minor: index ? 295 : 100,
  }));
  const [first] = fixture("basket").lines;
  const { container } = page("basket", { lines: first ? [{ ...first, promotions: offers }] : [], hero_line_seq: null });
  expect(container.querySelector(".row .tag")?.textContent).toBe("2nd half price+1−¥3.95");
});
