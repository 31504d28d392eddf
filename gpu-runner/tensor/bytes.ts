/** Numbers as bytes, from 0 at `low` to 255 at `high`; what is beyond is clamped. */
export function toBytes(data: Float32Array, [low, high]: readonly [number, number]): Uint8ClampedArray {
  const bytes = new Uint8ClampedArray(data.length);
  // A loop, since a call for each number takes half a second of a large picture.
  for (let i = 0; i < bytes.length; i++) bytes[i] = (255 * (data[i]! - low)) / (high - low);
  return bytes;
}
