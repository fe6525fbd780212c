import fc from "fast-check";
import { expect, test } from "vitest";
import type { Delta, LaneView, LineView } from "../src/contract";
import { applyDelta } from "../src/lane/reduce";
import { fixture, line } from "./views";

/** What the lane does between two revisions, as the server sees it: whole states. */
const step = fc.record({
  register: fc.boolean(),
  change: fc.option(fc.nat(30), { nil: undefined }),
  reset: fc.boolean(),
  total_minor: fc.nat(1_000_000),
  phase: fc.constantFrom("idle", "basket", "weighing", "tendering", "change_due" as const),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function next(view: LaneView, { register, change, reset, total_minor, phase }: Step): LaneView {
  let lines: readonly LineView[] = reset ? [] : view.lines;
  if (change !== undefined)
    lines = lines.map((old, i) => (i === change ? { ...old, quantity: old.quantity + 1 } : old));
  if (register) lines = [...lines, line((lines.at(-1)?.line_seq ?? 0) + 1)];
  return { ...view, rev: view.rev + 1, lines, total_minor, phase };
}

function delta(before: LaneView, after: LaneView): Delta {
  const changed = Object.entries(after).filter(
    ([key, value]) => key !== "lines" && key !== "rev" && value !== before[key as keyof LaneView],
  );
  const reset = after.lines.length < before.lines.length || (before.lines.length > 0 && after.lines[0] === undefined);
  const known = reset ? [] : before.lines;
  const lines = after.lines.filter((candidate) => !known.includes(candidate));
  return { type: "delta", rev: after.rev, set: Object.fromEntries(changed), lines, lines_reset: reset };
}

test("the fold of the deltas is the snapshot", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let lane: LaneView = fixture("idle");
      let page: LaneView | null = lane;
      for (const one of steps) {
        const after = next(lane, one);
        page = page && applyDelta(page, delta(lane, after));
        lane = after;
      }
      expect(page).toEqual(lane);
    }),
  );
});

test("a delta that skips or repeats a revision asks for a snapshot", () => {
  const view = fixture("basket", { rev: 7 });
  for (const rev of [6, 7, 9]) {
    expect(applyDelta(view, { type: "delta", rev, set: {}, lines: [], lines_reset: false })).toBeNull();
  }
});

test("lines that did not change stay the same objects", () => {
  const view = fixture("basket", { rev: 1 });
  const changed = { ...view.lines[2], quantity: 5 } as LineView;
  const after = applyDelta(view, { type: "delta", rev: 2, set: {}, lines: [changed], lines_reset: false });
  expect(after?.lines[2]?.quantity).toBe(5);
  expect(after?.lines.filter((one, i) => one === view.lines[i])).toHaveLength(view.lines.length - 1);
});
