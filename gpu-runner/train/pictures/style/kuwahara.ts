/**
 * [3, side, side] smoothed without losing its edges: each pixel becomes the mean of that square of `radius` + 1 pixels, of the four
 * whose corner it is, in which brightness varies least (Kuwahara et al. 1976).
 */
export function kuwahara(rgb: Float32Array, side: number, radius: number): Float32Array {
  const size = side * side;
  const planes = [0, 1, 2].map((channel) => rgb.subarray(channel * size, (channel + 1) * size));
  const grey = Float32Array.from({ length: size }, (_, i) => planes[0]![i]! + planes[1]![i]! + planes[2]![i]!);
  const sums = [...planes, grey, grey.map((value) => value * value)].map((plane) => integral(plane, side));
  const smooth = new Float32Array(rgb.length);
  for (let pixel = 0; pixel < size; pixel++) {
    const square = calmest(sums, side, pixel % side, Math.floor(pixel / side), radius);
    for (let channel = 0; channel < 3; channel++) smooth[channel * size + pixel] = mean(sums[channel]!, side, square);
  }
  return smooth;
}

/** Left, upper, right and lower edge; the last two are outside. */
type Square = readonly [number, number, number, number];

function calmest(sums: readonly Float64Array[], side: number, x: number, y: number, radius: number): Square {
  let [calm, least]: [Square, number] = [[x, y, x + 1, y + 1], Number.POSITIVE_INFINITY];
  for (let quadrant = 0; quadrant < 4; quadrant++) {
    const [left, top] = [quadrant & 1 ? x : x - radius, quadrant >> 1 ? y : y - radius];
    const [right, bottom] = [Math.min(side, left + radius + 1), Math.min(side, top + radius + 1)];
    const square: Square = [Math.max(0, left), Math.max(0, top), right, bottom];
    const variance = mean(sums[4]!, side, square) - mean(sums[3]!, side, square) ** 2;
    if (variance < least) [calm, least] = [square, variance];
  }
  return calm;
}

/** [side + 1, side + 1]: sums of all that is above and to the left (Crow 1984). */
function integral(plane: Float32Array, side: number): Float64Array {
  const sums = new Float64Array((side + 1) ** 2);
  for (let y = 0; y < side; y++) {
    let row = 0;
    for (let x = 0; x < side; x++) {
      row += plane[y * side + x]!;
      sums[(y + 1) * (side + 1) + x + 1] = sums[y * (side + 1) + x + 1]! + row;
    }
  }
  return sums;
}

function mean(sums: Float64Array, side: number, [left, top, right, bottom]: Square): number {
  const width = side + 1;
  const inside =
    sums[bottom * width + right]! -
    sums[top * width + right]! -
    sums[bottom * width + left]! +
    sums[top * width + left]!;
  return inside / ((right - left) * (bottom - top));
}
