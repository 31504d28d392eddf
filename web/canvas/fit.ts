/** Room for prints, and what is to fit there. Lengths in CSS pixels. */
export interface Room {
  width: number;
  height: number;
  /** Sheets to lay out, each with `count` pictures of `size` pixels a side. */
  sheets: number;
  count: number;
  size: number;
  /** Pictures that belong side by side, with words under each; undefined where any number will do. */
  row?: number | undefined;
}

export interface Fit {
  /** Multiple at which the pictures are shown: whole, but for one that is seen from afar, and where a row has no room for it. */
  multiple: number;
  /** Pictures side by side on a sheet. */
  columns: number;
  /** After so many pictures a new line begins, however many are side by side; undefined where any number will do. */
  row?: number | undefined;
}

/**
 * Paper around and between a sheet's pictures, its caption, the line under it, and the gap to the next sheet; and the words
 * under a picture, with the width that they and a finger need.
 */
export const paper = { border: 14, gap: 6, caption: 46, below: 34, between: 28, words: 46, worded: 44 } as const;

/** Up to so many pixels a side, pictures are shown pixel by pixel; larger ones are smooth between them. */
export const ragged = 64;

/** Below `small` pictures say little: sheets that do not fit even so are shown no larger than `scrolled`, and scroll. */
const multiples = { least: 1, small: 3, scrolled: 4, most: 12 } as const;

/** Pictures side by side on a sheet of `count`: near square, with as few empty places as can be. */
export function columnsOf(count: number): number {
  const root = Math.ceil(Math.sqrt(count));
  const empty = (columns: number) => Math.ceil(count / columns) * columns - count;
  return empty(root + 1) < empty(root) ? root + 1 : root;
}

/**
 * The largest whole multiple at which all sheets fit the room at once; where none does, one at which they fit its width, with
 * fewer pictures side by side where it is too narrow even for their own pixels. Pictures of a row stay side by side, at a
 * multiple that is not whole if need be; where that is too little for a finger and for the words under them, the row is broken into
 * even parts.
 */
export function fit(room: Room): Fit {
  const columns = room.row ? columnsOfRow(room, room.row) : columnsThatFit(room);
  const whole = largest(multiples.most, multiples.small, (multiple) => fitsWhole(room, columns, multiple));
  const scrolled = () =>
    largest(multiples.scrolled, multiples.least, (multiple) => across(room, columns, multiple) > 0);
  const multiple = whole ?? scrolled();
  if (!room.row) return { multiple: multiple ?? multiples.least, columns };
  const isEnough = multiple !== undefined && multiple * room.size >= paper.worded;
  return { multiple: isEnough ? multiple : Math.max(1, sideIn(room, columns)) / room.size, columns, row: room.row };
}

function columnsThatFit(room: Room): number {
  return largest(columnsOf(room.count), 1, (some) => across(room, some, multiples.least) > 0) ?? 1;
}

function columnsOfRow(room: Room, row: number): number {
  const most = largest(row, 1, (some) => sideIn(room, some) >= paper.worded) ?? 1;
  return Math.ceil(row / Math.ceil(row / most));
}

/** Whole pixels a side of each of `columns` pictures that fill the width. */
function sideIn({ width }: Room, columns: number): number {
  return Math.floor((width - sideOf(columns, 0)) / columns);
}

function largest(most: number, least: number, holds: (value: number) => boolean): number | undefined {
  for (let value = most; value >= least; value -= 1) if (holds(value)) return value;
  return undefined;
}

/** Sheets that stand side by side. */
function across({ width, size }: Room, columns: number, multiple: number): number {
  return Math.floor((width + paper.between) / (sideOf(columns, size * multiple) + paper.between));
}

function fitsWhole(room: Room, columns: number, multiple: number): boolean {
  const inRow = across(room, columns, multiple);
  if (inRow < 1) return false;
  const pictures = sideOf(Math.ceil(room.count / columns), room.size * multiple + (room.row ? paper.words : 0));
  const height = pictures - paper.border + paper.caption + paper.below + paper.between;
  return Math.ceil(room.sheets / inRow) * height <= room.height + paper.between;
}

/** Length of paper with `pictures` of `side` in a row. */
function sideOf(pictures: number, side: number): number {
  return pictures * side + (pictures - 1) * paper.gap + 2 * paper.border;
}

/** Room for two prints of one picture side by side. Lengths in CSS pixels. */
export interface PairRoom {
  width: number;
  /** Infinite where the page scrolls. */
  height: number;
  size: number;
  /** Width of what stands between the prints, and height of what stands below them. */
  between: number;
  below: number;
  /** Multiple of the second print beside a first one at `multiple`. */
  second(multiple: number): number;
}

/** A picture is seen from afar no smaller than this, in CSS pixels: it would say nothing. */
const farLeast = 56;

/**
 * Multiple of a print that is seen from afar, beside a near one of `size` pixels a side at `multiple`: about a fifth of that,
 * where it is enough to see anything, and half of it at most. A fraction is only for what is smooth, or for want of room.
 */
export function multipleFromAfar(size: number, multiple: number): number {
  const whole = Math.max(Math.ceil(farLeast / size), Math.floor(multiple / 5));
  const smooth = Math.max(farLeast, Math.round((size * multiple) / 5)) / size;
  const half = Math.max(0.5, Math.floor(multiple / 2));
  return Math.min(size > ragged ? smooth : whole, half);
}

/** The largest whole multiple of the first of two prints at which both fit the room, one beside the other. */
export function fitPair({ width, height, size, between, below, second }: PairRoom): number {
  const high = (multiple: number) => sideOf(1, size * multiple) - paper.border + paper.caption + paper.below + below;
  const wide = (multiple: number) => sideOf(1, size * multiple) + between + sideOf(1, size * second(multiple));
  const holds = (multiple: number) => wide(multiple) <= width && high(multiple) <= height;
  return largest(multiples.most, multiples.least, holds) ?? multiples.least;
}
