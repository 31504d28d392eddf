/** [side, side]: how steep a plane is at each pixel, by Sobel's filter, per pixel. */
export function edges(plane: Float32Array, side: number): Float32Array {
  const steepness = new Float32Array(plane.length);
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const at = y * side + x;
      const [above, below] = [at - side, at + side];
      const east = plane[above + 1]! + 2 * plane[at + 1]! + plane[below + 1]!;
      const west = plane[above - 1]! + 2 * plane[at - 1]! + plane[below - 1]!;
      const south = plane[below - 1]! + 2 * plane[below]! + plane[below + 1]!;
      const north = plane[above - 1]! + 2 * plane[above]! + plane[above + 1]!;
      steepness[at] = Math.sqrt((east - west) ** 2 + (south - north) ** 2) / 8;
    }
  }
  return steepness;
}
