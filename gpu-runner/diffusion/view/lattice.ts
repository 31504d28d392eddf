/** Cells a side of the lattice at the sizes that are its multiples. */
const cells = 64;

/** The square lattice of cells that pieces are cut along: `cells` a side, each `scale` pixels wide. */
export interface Lattice {
  readonly cells: number;
  readonly scale: number;
}

/**
 * At multiples of 64 px the lattice has 64 cells a side, so that pieces are the same at 64 and at 256 px, and an illusion
 * outlasts upscaling; at any other size a cell is a pixel.
 */
export function latticeAt(size: number): Lattice {
  return size % cells === 0 ? { cells, scale: size / cells } : { cells: size, scale: 1 };
}

/** A grid of `count` x `count` square blocks in the middle of a picture, in pixels; what does not divide is left as margin. */
export interface Grid {
  readonly count: number;
  readonly block: number;
  readonly margin: number;
}

export function gridAt(size: number, count: number): Grid {
  const { cells, scale } = latticeAt(size);
  const block = Math.floor(cells / count);
  return { count, block: block * scale, margin: Math.floor((cells - count * block) / 2) * scale };
}

/** Where a pixel lies in the grid: its block, and its place within it. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
  readonly y: number;
  readonly x: number;
}

/** The place of pixel (y, x) in the grid; undefined in the margin. */
export function placeIn({ count, block, margin }: Grid, y: number, x: number): GridPlace | undefined {
  const row = Math.floor((y - margin) / block);
  const column = Math.floor((x - margin) / block);
  const isInside = row >= 0 && row < count && column >= 0 && column < count;
  return isInside ? { row, column, y: (y - margin) % block, x: (x - margin) % block } : undefined;
}

/** Index of the pixel at a place of the grid, in a picture of `size`. */
export function indexOf({ block, margin }: Grid, { row, column, y, x }: GridPlace, size: number): number {
  return (margin + row * block + y) * size + margin + column * block + x;
}
