/** A picture of many, planar. */
export interface Source {
  /** [count, 3, size, size] */
  readonly pixels: Uint8Array;
  readonly size: number;
}

/** How a picture is taken from its data set: moved by whole pixels, whose outermost come in at the border, and reduced. */
export interface Taking {
  readonly index: number;
  readonly dx: number;
  readonly dy: number;
  /** Pixels on a side that are wanted; a divisor of the source's. */
  readonly size: number;
}

/** Writes the picture to `target` at `offset`, [3, size, size] in [-1, 1], each pixel the mean of its block in the source. */
export function takePicture(
  source: Source,
  { index, dx, dy, size }: Taking,
  target: Float32Array,
  offset: number,
): void {
  const { pixels, size: from } = source;
  const k = from / size;
  const columns = Int32Array.from({ length: from }, (_, x) => Math.min(Math.max(x - dx, 0), from - 1));
  const toUnit = 2 / (255 * k * k);
  target.fill(-1, offset, offset + 3 * size * size);
  for (let channel = 0; channel < 3; channel++) {
    const plane = (index * 3 + channel) * from * from;
    for (let y = 0; y < from; y++) {
      const row = plane + Math.min(Math.max(y - dy, 0), from - 1) * from;
      const line = offset + (channel * size + Math.floor(y / k)) * size;
      for (let x = 0; x < from; x++) target[line + Math.floor(x / k)]! += pixels[row + columns[x]!]! * toUnit;
    }
  }
}
