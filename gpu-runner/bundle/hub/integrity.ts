import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Integrity } from './selection.ts';

/** What is wrong with the file at `path`: nothing, or a phrase that goes after its name. */
export async function faultOf(
  path: string,
  { algorithm, digest, size }: Integrity & { readonly size: number },
  signal?: AbortSignal,
): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 'is missing';
  if (found.size !== size) return `has ${found.size} bytes, where ${size} are wanted`;
  const hash = createHash(algorithm === 'sha256' ? 'sha256' : 'sha1');
  // Git names a file by the SHA-1 of its bytes after this header.
  if (algorithm === 'git-sha1') hash.update(`blob ${size}\0`);
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, signal ? { signal } : {});
  const actual = hash.digest('hex');
  return actual === digest ? undefined : `is corrupted: its ${algorithm} is ${actual}, where ${digest} is wanted`;
}
