/** A pixel of a square. */
export interface Pixel {
  readonly y: number;
  readonly x: number;
}

/** Where the pixel of a square of `side` comes to lie after so many quarter turns clockwise; negative ones are counter-clockwise. */
export function turned({ y, x }: Pixel, side: number, quarters: number): Pixel {
  switch (((quarters % 4) + 4) % 4) {
    case 1:
      return { y: x, x: side - 1 - y };
    case 2:
      return { y: side - 1 - y, x: side - 1 - x };
    case 3:
      return { y: side - 1 - x, x: y };
    default:
      return { y, x };
  }
}
