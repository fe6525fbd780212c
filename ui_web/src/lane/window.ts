/** Which lines of a long sale are drawn: the newest, unless an earlier one is selected. Pure. */

export interface LineWindow {
  readonly start: number;
  readonly end: number;
}

/** Height of "n earlier lines" and "n later lines". */
export const MORE_PX = 34;

export function lineWindow(count: number, selected: number, height_px: number, row_px: number): LineWindow {
  const fits = (more: number) => Math.max(1, Math.floor((height_px - more * MORE_PX) / row_px));
  if (count <= fits(0)) return { start: 0, end: count };
  const newest = count - fits(1);
  if (selected < 0 || selected >= newest) return { start: newest, end: count };
  const ends = selected === 0 ? 1 : 2;
  return { start: selected, end: selected + fits(ends) };
}
