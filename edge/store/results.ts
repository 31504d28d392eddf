import type { Digest } from '@manifold/shared/image/digest';
import { AnyStoredResult } from '@manifold/shared/protocol/result';
import { writeOnce } from './write-once.ts';

const resultKey = (id: Digest) => `results/${id}.json`;
const imageKey = (digest: Digest, kind: ImageKind) => `images/${digest}.${kind}`;

/** The formats that results have pictures in: WebP for animations. */
export type ImageKind = 'png' | 'webp';
export const mediaTypes: Readonly<Record<ImageKind, string>> = { png: 'image/png', webp: 'image/webp' };

export async function readResult(bucket: R2Bucket, id: Digest): Promise<AnyStoredResult | undefined> {
  const object = await bucket.get(resultKey(id));
  return object ? AnyStoredResult.parse(await object.json()) : undefined;
}

/** Writes a result once: where one is, it stays, and that is as good. */
export async function writeResult(bucket: R2Bucket, result: AnyStoredResult): Promise<void> {
  await writeOnce(bucket, resultKey(result.id), JSON.stringify(result), 'application/json');
}

export function headOfImage(bucket: R2Bucket, digest: Digest, kind: ImageKind): Promise<R2Object | null> {
  return bucket.head(imageKey(digest, kind));
}

export async function bodyOfImage(bucket: R2Bucket, digest: Digest, kind: ImageKind): Promise<ReadableStream | null> {
  const object = await bucket.get(imageKey(digest, kind));
  return object?.body ?? null;
}

/** Stores bytes of this format under their digest; the caller has verified both. */
export async function writeImage(
  bucket: R2Bucket,
  digest: Digest,
  kind: ImageKind,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await writeOnce(bucket, imageKey(digest, kind), bytes, mediaTypes[kind]);
}
