/**
 * [3, side, side] smoothed without losing its edges: each pixel becomes the mean of that square of `radius` + 1 pixels, of the
 * four whose corner it is, in which brightness varies least (Kuwahara et al. 1976). At the edges squares are cut off.
 */
export function kuwahara(rgb: Float32Array, side: number, radius: number): Float32Array {
  const means = [0, 1, 2].map((channel) =>
    squareMeans(rgb.subarray(channel * side * side, (channel + 1) * side * side), side, radius),
  );
  const chosen = calmest(rgb, side, radius);
  const smooth = new Float32Array(rgb.length);
  for (let i = 0; i < rgb.length; i++) {
    const channel = Math.floor(i / chosen.length);
    smooth[i] = means[channel]![chosen[i % chosen.length]!]!;
  }
  return smooth;
}

/** [side, side]: for each pixel the upper left corner of its calmest square, as an index of squareMeans. */
function calmest(rgb: Float32Array, side: number, radius: number): Int32Array {
  const size = side * side;
  const grey = new Float32Array(size);
  for (let i = 0; i < size; i++) grey[i] = (rgb[i]! + rgb[size + i]! + rgb[2 * size + i]!) / 3;
  const means = squareMeans(grey, side, radius);
  const squares = squareMeans(
    grey.map((value) => value * value),
    side,
    radius,
  );
  const variances = squares.map((square, i) => square - means[i]! ** 2);
  const width = side + radius;
  return Int32Array.from(grey, (_, pixel) => {
    const corner = Math.floor(pixel / side) * width + (pixel % side);
    let best = corner;
    for (const other of [corner + radius, corner + radius * width, corner + radius * width + radius]) {
      if (variances[other]! < variances[best]!) best = other;
    }
    return best;
  });
}

/** [side + radius, side + radius]: means of the squares that begin `radius` pixels further up and left, as far as they are inside. */
function squareMeans(plane: Float32Array, side: number, radius: number): Float64Array {
  const sums = integral(plane, side);
  const [across, width] = [side + 1, side + radius];
  const means = new Float64Array(width * width);
  for (let y = 0; y < width; y++) {
    const [top, bottom] = [Math.max(0, y - radius), Math.min(side, y + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - radius), Math.min(side, x + 1)];
      const upper = sums[top * across + right]! - sums[top * across + left]!;
      const lower = sums[bottom * across + right]! - sums[bottom * across + left]!;
      means[y * width + x] = (lower - upper) / ((right - left) * (bottom - top));
    }
  }
  return means;
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
