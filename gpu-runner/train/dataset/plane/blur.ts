/** A plane [side, side] blurred by two passes of a box of 2 radius + 1 pixels each way; edges are repeated. */
export function blur(plane: Float32Array, side: number, radius: number): Float32Array {
  let blurred = plane;
  for (let pass = 0; pass < 2; pass++)
    blurred = boxLines(boxLines(blurred, side, radius, 1, side), side, radius, side, 1);
  return blurred;
}

/** Means along lines whose pixels are `step` apart and which begin `line` apart. */
function boxLines(plane: Float32Array, side: number, radius: number, step: number, line: number): Float32Array {
  const means = new Float32Array(plane.length);
  const [last, width] = [side - 1, 2 * radius + 1];
  for (let start = 0; start < side * line; start += line) {
    let sum = plane[start]! * (radius + 1);
    for (let i = 1; i <= radius; i++) sum += plane[start + Math.min(last, i) * step]!;
    for (let i = 0; i < side; i++) {
      means[start + i * step] = sum / width;
      const [next, past] = [Math.min(last, i + radius + 1), Math.max(0, i - radius)];
      sum += plane[start + next * step]! - plane[start + past * step]!;
    }
  }
  return means;
}
