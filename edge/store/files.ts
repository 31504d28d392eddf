import type { Digest } from '@manifold/shared/image/digest';
import type { FileRef } from '@manifold/shared/protocol/file';
import { writeOnce } from './write-once.ts';

const filePartKey = (digest: Digest) => `files/${digest}`;

/** Where parts of files lie: those of results are shared by content, those of checkpoints belong to their computation. */
const partKeys = {
  files: (_computation: Digest, digest: Digest) => filePartKey(digest),
  checkpoint: (computation: Digest, digest: Digest) => `checkpoints/${computation}/${digest}`,
} as const;
export type PartKind = keyof typeof partKeys;

export interface Part {
  kind: PartKind;
  computation: Digest;
  digest: Digest;
}

/** Stores a part under its digest, which the caller has verified. */
export async function writePart(bucket: R2Bucket, part: Part, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await writeOnce(bucket, keyOf(part), bytes);
}

export function readPart(bucket: R2Bucket, part: Part): Promise<R2ObjectBody | null> {
  return bucket.get(keyOf(part));
}

/** A part of a file of a result, whichever training it was uploaded for. */
export function readFilePart(bucket: R2Bucket, digest: Digest): Promise<R2ObjectBody | null> {
  return bucket.get(filePartKey(digest));
}

/** The bytes of a file of a result, part after part; the stream breaks off where one is missing. */
export function bodyOfFile(bucket: R2Bucket, { bytes, parts }: FileRef): ReadableStream<Uint8Array> {
  const { readable, writable } = new FixedLengthStream(bytes);
  pour(bucket, parts, writable).catch((error: unknown) => console.warn('a file broke off', error));
  return readable;
}

async function pour(
  bucket: R2Bucket,
  parts: readonly Digest[],
  into: WritableStream<ArrayBuffer | ArrayBufferView>,
): Promise<void> {
  for (const digest of parts) {
    const part = await readFilePart(bucket, digest);
    if (!part) return into.abort(new Error(`part ${digest} is missing`));
    await part.body.pipeTo(into, { preventClose: true });
  }
  await into.close();
}

/** Those of the digests under which no part lies. */
export async function missingParts(
  bucket: R2Bucket,
  place: Omit<Part, 'digest'>,
  digests: readonly Digest[],
): Promise<Digest[]> {
  const found = await Promise.all(digests.map((digest) => bucket.head(keyOf({ ...place, digest }))));
  return digests.filter((_, index) => !found[index]);
}

/** How long the parts are together; each as often as it is named. */
export async function bytesOfParts(
  bucket: R2Bucket,
  place: Omit<Part, 'digest'>,
  digests: readonly Digest[],
): Promise<number> {
  const found = await Promise.all(digests.map((digest) => bucket.head(keyOf({ ...place, digest }))));
  return found.reduce((sum, part) => sum + (part?.size ?? 0), 0);
}

/** Deletes the parts of a computation's checkpoints but for those to keep. */
export async function deleteCheckpoints(
  bucket: R2Bucket,
  computation: Digest,
  keep: readonly Digest[] = [],
): Promise<void> {
  const kept = new Set(keep.map((digest) => keyOf({ kind: 'checkpoint', computation, digest })));
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix: `checkpoints/${computation}/`, ...(cursor ? { cursor } : {}) });
    const old = page.objects.map(({ key }) => key).filter((key) => !kept.has(key));
    if (old.length > 0) await bucket.delete(old);
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
}

function keyOf({ kind, computation, digest }: Part): string {
  return partKeys[kind](computation, digest);
}
