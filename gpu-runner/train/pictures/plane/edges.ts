/** [side, side]: how steep a plane is at each pixel, by Sobel's filter, per pixel. */
export function edges(plane: Float32Array, side: number): Float32Array {
  const steepness = new Float32Array(plane.length);
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const at = y * side + x;
      const [a, b, c] = [plane[at - side - 1]!, plane[at - side]!, plane[at - side + 1]!];
      const [d, f] = [plane[at - 1]!, plane[at + 1]!];
      const [g, h, i] = [plane[at + side - 1]!, plane[at + side]!, plane[at + side + 1]!];
      const [right, down] = [c + 2 * f + i - a - 2 * d - g, g + 2 * h + i - a - 2 * b - c];
      steepness[at] = Math.hypot(right, down) / 8;
    }
  }
  return steepness;
}
