/** The luminance of [3, side, side] (ITU-R BT.709), [side, side]. */
export function luminance(rgb: Float32Array): Float32Array {
  const size = rgb.length / 3;
  const grey = new Float32Array(size);
  for (let i = 0; i < size; i++) grey[i] = 0.2126 * rgb[i]! + 0.7152 * rgb[size + i]! + 0.0722 * rgb[2 * size + i]!;
  return grey;
}
