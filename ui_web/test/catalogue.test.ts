import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { expect, test } from "vitest";
import en from "../../contracts/locale/en.json";
import zh from "../../contracts/locale/zh-CN.json";

/** Every refusal the lane knows, every message of the page itself, every device fault. */
const NOTICES =
  "not_found weigh unstable quantity_limit no_sale empty_sale line_unknown line_voided not_weighed weighed_quantity " +
  "in_tender amount_limit not_enough busy malformed_code inbox_full disk_full no_receipt tender_taken too_many_lines " +
  "paying no_payment no_terminal no_wallet no_wallet_code no_change nothing_due too_many_payments payment_busy " +
  "payment_unknown payment_not_unknown payment_reversing payment_taken payment_reversed payment_amount_differs " +
  "payment_unwanted payment_stuck payment_lost payment_stray declined scan_wallet give_back_again choose_evidence " +
  "drawer_unexpected drawer_open_too_long not_connected mass_limit not_ready price_hint big_quantity cancel_again " +
  "bad_amount bad_quantity bad_code nobody_asked unknown";
/** Every reason of the engine (rust/pricing_core/src/explain/reason.rs), and the lane's own. */
const REASONS =
  "window_closed not_identified coupon_missing tender_missing limit_used_up excluded_item missing_required " +
  "missing_units missing_slot missing_spend nothing_cheaper lost_against stack_group_full exclusive_elsewhere elsewhere";
const FAULTS = "unplugged port_in_use no_permission no_answer no_paper cover_open offline overrun error unknown";

function placeholders(elements: MessageFormatElement[]): Set<string> {
  const names = elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    const inner = "options" in element ? Object.values(element.options).map((option) => option.value) : [];
    return [element.value, ...inner.flatMap((value) => [...placeholders(value)])];
  });
  return new Set(names);
}

test("both languages have the same messages", () => {
  expect(Object.keys(zh)).toEqual(Object.keys(en));
});

test("a message takes the same arguments in both languages", () => {
  for (const [id, message] of Object.entries(en)) {
    const chinese = zh[id as keyof typeof zh];
    expect([id, placeholders(parse(chinese))]).toEqual([id, placeholders(parse(message))]);
  }
});

test("every refusal, every fault and every reason has a text", () => {
  for (const code of REASONS.split(" ")) expect(en).toHaveProperty([`whynot.${code}`]);
  for (const code of NOTICES.split(" ")) expect(en).toHaveProperty([`notice.${code}`]);
  for (const code of FAULTS.split(" ")) expect(en).toHaveProperty([`fault.${code}`]);
});

test("receipt texts need no plural rules: Python fills them in", () => {
  for (const catalogue of [en, zh]) {
    for (const [id, message] of Object.entries(catalogue)) {
      if (id.startsWith("receipt.")) expect(message).not.toMatch(/\{\w+,/);
    }
  }
});

test("Chinese sentences use full-width punctuation", () => {
  for (const [id, message] of Object.entries(zh)) {
    expect([id, /[一-鿿][,;:?!]/.test(message)]).toEqual([id, false]);
  }
});
