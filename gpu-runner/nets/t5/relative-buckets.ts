interface Buckets {
  readonly buckets: number;
  readonly maxDistance: number;
}

/**
 * The bucket of each pair of positions, [length, length] with the query first: half of the buckets for keys after the
 * query; in each half, one bucket for each small distance, then logarithmic ones up to `maxDistance` (Raffel et al.,
 * "Exploring the Limits of Transfer Learning", section 2.1). Rounded as transformers does in float32.
 */
export function relativeBuckets(length: number, { buckets, maxDistance }: Buckets): number[] {
  const positions = Array.from({ length }, (_, i) => i);
  return positions.flatMap((query) => positions.map((key) => bucketOf(key - query, buckets / 2, maxDistance)));
}

function bucketOf(offset: number, half: number, maxDistance: number): number {
  const side = offset > 0 ? half : 0;
  const distance = Math.abs(offset);
  const exact = Math.floor(half / 2);
  if (distance < exact) return side + distance;
  const log = Math.fround(Math.log(Math.fround(distance / exact)));
  const share = Math.fround(log / Math.fround(Math.log(maxDistance / exact)));
  return side + Math.min(exact + Math.trunc(Math.fround(share * (half - exact))), half - 1);
}
