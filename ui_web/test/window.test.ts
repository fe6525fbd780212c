import fc from "fast-check";
import { expect, test } from "vitest";
import { lineWindow, MORE_PX } from "../src/lane/window";

test("a short sale is drawn whole", () => {
  expect(lineWindow(8, 7, 464, 58)).toEqual({ start: 0, end: 8 });
});

test("a long sale shows its newest lines, or the chosen one and what follows", () => {
  expect(lineWindow(300, 299, 526, 58)).toEqual({ start: 292, end: 300 });
  expect(lineWindow(300, -1, 526, 58)).toEqual({ start: 292, end: 300 });
  expect(lineWindow(300, 100, 526, 58)).toEqual({ start: 100, end: 107 });
  expect(lineWindow(300, 0, 526, 58)).toEqual({ start: 0, end: 8 });
});

test("the chosen line is always drawn and nothing is cut off", () => {
  fc.assert(
    fc.property(fc.nat(400), fc.nat(400), fc.integer({ min: 200, max: 900 }), (count, at, height_px) => {
      const selected = Math.min(at, count - 1);
      const { start, end } = lineWindow(count, selected, height_px, 58);
      const ends = Number(start > 0) + Number(end < count);
      expect((end - start) * 58 + ends * MORE_PX).toBeLessThanOrEqual(height_px);
      expect(end).toBeLessThanOrEqual(count);
      if (count > 0) expect(selected >= start && selected < end).toBe(true);
    }),
  );
});
