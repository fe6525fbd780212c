import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalText, kilograms, money, parseAmount, shortMoney, weightPrice } from "../src/shared/money";

const CNY = { code: "CNY", exponent: 2 };
const JPY = { code: "JPY", exponent: 0 };

test("amounts are written as each language writes them", () => {
  expect(money(1770, CNY, "zh-CN")).toBe("¥17.70");
  expect(money(1770, CNY, "en")).toBe("¥17.70");
  expect(money(-590, CNY, "en")).toBe("−¥5.90");
  expect(money(123456789, CNY, "en")).toBe("¥1,234,567.89");
  expect(money(150, JPY, "en")).toBe("¥150");
  expect(shortMoney(14000, CNY, "en")).toBe("¥140");
  expect(shortMoney(13113, CNY, "en")).toBe("¥131.13");
});

test("no cent is lost to a float, up to the largest safe integer", () => {
  expect(money(Number.MAX_SAFE_INTEGER, CNY, "en")).toBe("¥90,071,992,547,409.91");
});

test("a keyed amount reads back as it was written", () => {
  fc.assert(
    fc.property(fc.nat(99_999_999), fc.constantFrom(0, 2, 3), (minor, exponent) => {
      expect(parseAmount(decimalText(minor, exponent), exponent)).toBe(minor);
    }),
  );
});

test("what is not an amount is refused", () => {
  for (const keyed of ["", ".", "1.234", "1.2.3", "12345678901"]) expect(parseAmount(keyed, 2)).toBeNull();
  expect(parseAmount("5.", 2)).toBe(500);
  expect(parseAmount(".5", 2)).toBe(50);
});

test("weights", () => {
  expect(kilograms(1216)).toBe("1.216");
  expect(kilograms(5)).toBe("0.005");
  expect(weightPrice(398, 1216)).toBe(484);
  expect(weightPrice(1000, 500)).toBe(500);
  expect(weightPrice(1, 500)).toBe(1);
});
