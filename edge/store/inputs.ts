import type { Digest } from '@manifold/shared/image/digest';
import { writeOnce } from './write-once.ts';

const inputKey = (digest: Digest) => `inputs/${digest}`;

/** Stores an input picture under its digest, which the caller has computed. Equal bytes are one object. */
export async function writeInput(bucket: R2Bucket, digest: Digest, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await writeOnce(bucket, inputKey(digest), bytes);
}

export async function hasInput(bucket: R2Bucket, digest: Digest): Promise<boolean> {
  return (await bucket.head(inputKey(digest))) !== null;
}

export function readInput(bucket: R2Bucket, digest: Digest): Promise<R2ObjectBody | null> {
  return bucket.get(inputKey(digest));
}
