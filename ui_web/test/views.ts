import type { LaneView, LineView } from "../src/contract";
import { FIXTURES } from "../src/dev/fixtures";

export function fixture(name: string, changes: Partial<LaneView> = {}): LaneView {
  const view = FIXTURES[name];
  if (!view) throw new Error(`no fixture ${name}`);
  return { ...view, ...changes };
}

export function line(line_seq: number, changes: Partial<LineView> = {}): LineView {
  const [first] = fixture("basket").lines;
  if (!first) throw new Error("the basket has lines");
  return { ...first, line_seq, ...changes };
}
