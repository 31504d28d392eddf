/** Where a quarter turn clockwise takes its pixel (y, x) from: the left column becomes the top row. */
export const clockwise = (y: number, x: number, size: number) => (size - 1 - x) * size + y;

/** Where a quarter turn counter-clockwise takes its pixel (y, x) from: the right column becomes the top row. */
export const counterClockwise = (y: number, x: number, size: number) => x * size + (size - 1 - y);
