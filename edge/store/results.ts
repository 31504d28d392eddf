import type { Digest } from '@manifold/shared/image/digest';
import { AnyStoredResult } from '@manifold/shared/protocol/result';

const onlyIfAbsent = { etagDoesNotMatch: '*' };
const resultKey = (id: Digest) => `results/${id}.json`;
const imageKey = (digest: Digest) => `images/${digest}.png`;

export async function readResult(bucket: R2Bucket, id: Digest): Promise<AnyStoredResult | undefined> {
  const object = await bucket.get(resultKey(id));
  return object ? AnyStoredResult.parse(await object.json()) : undefined;
}

/** Writes a result once: where one is, it stays, and that is as good. */
export async function writeResult(bucket: R2Bucket, result: AnyStoredResult): Promise<void> {
  const httpMetadata = { contentType: 'application/json' };
  await bucket.put(resultKey(result.id), JSON.stringify(result), { onlyIf: onlyIfAbsent, httpMetadata });
}

export function headOfImage(bucket: R2Bucket, digest: Digest): Promise<R2Object | null> {
  return bucket.head(imageKey(digest));
}

export async function bodyOfImage(bucket: R2Bucket, digest: Digest): Promise<ReadableStream | null> {
  const object = await bucket.get(imageKey(digest));
  return object?.body ?? null;
}

/** Stores PNG bytes under their digest, which the caller has verified. */
export async function writeImage(bucket: R2Bucket, digest: Digest, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await bucket.put(imageKey(digest), bytes, { onlyIf: onlyIfAbsent, httpMetadata: { contentType: 'image/png' } });
}
