/** Room for prints, and what is to fit there. Lengths in CSS pixels. */
export interface Room {
  width: number;
  height: number;
  /** Sheets to lay out, each with `count` pictures of `size` pixels a side. */
  sheets: number;
  count: number;
  size: number;
}

export interface Fit {
  /** Whole multiple at which the pictures are shown. */
  multiple: number;
  /** Pictures side by side on a sheet. */
  columns: number;
}

/** Paper around and between a sheet's pictures, its caption, the line under it, and the gap to the next sheet. */
export const paper = { border: 14, gap: 6, caption: 46, below: 34, between: 28 } as const;

const multiples = { least: 2, most: 12 } as const;

/** Pictures side by side on a sheet of `count`: near square, with as few empty places as can be. */
export function columnsOf(count: number): number {
  const root = Math.ceil(Math.sqrt(count));
  const empty = (columns: number) => Math.ceil(count / columns) * columns - count;
  return empty(root + 1) < empty(root) ? root + 1 : root;
}

/** The largest whole multiple at which all sheets fit the room at once; the least one when none does. */
export function fit(room: Room): Fit {
  const columns = columnsOf(room.count);
  let multiple: number = multiples.most;
  while (multiple > multiples.least && !fits(room, columns, multiple)) multiple -= 1;
  return { multiple, columns };
}

function fits(room: Room, columns: number, multiple: number): boolean {
  const rows = Math.ceil(room.count / columns);
  const side = (pictures: number) => pictures * room.size * multiple + (pictures - 1) * paper.gap + 2 * paper.border;
  const width = side(columns) + paper.between;
  const height = side(rows) - paper.border + paper.caption + paper.below + paper.between;
  const across = Math.floor((room.width + paper.between) / width);
  if (across < 1) return false;
  return Math.ceil(room.sheets / across) * height <= room.height + paper.between;
}
