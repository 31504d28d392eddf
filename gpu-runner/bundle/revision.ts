import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '@manifold/shared/image/digest';

/**
 * The revision of a bundle: the SHA-256 of what `sha256sum` prints for `files`, sorted by name, in `directory`. It says
 * whether two copies make the same pictures.
 */
export async function revisionOf(directory: string, files: readonly string[]): Promise<Digest> {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(`${await fileDigest(join(directory, file))}  ${file}\n`);
  return hash.digest('hex');
}

async function fileDigest(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
