/** The lane's state as the page keeps it: a snapshot, and deltas folded into it. Pure. */

import type { Delta, LaneView, LineView } from "../contract";

/** The next view, or null when the delta does not follow: then a new snapshot is needed. */
export function applyDelta(view: LaneView, delta: Delta): LaneView | null {
  if (delta.rev !== view.rev + 1) return null;
  const lines = upsert(delta.lines_reset ? [] : view.lines, delta.lines);
  return { ...view, ...(delta.set as Partial<LaneView>), lines, rev: delta.rev };
}

function upsert(lines: readonly LineView[], changed: readonly LineView[]): readonly LineView[] {
  if (changed.length === 0) return lines;
  const next = [...lines];
  for (const line of changed) {
    const index = next.findLastIndex((known) => known.line_seq === line.line_seq);
    if (index < 0) next.push(line);
    else next[index] = line;
  }
  return next;
}
