import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Digest } from '@manifold/shared/image/digest';
import { fileDigest } from './file-digest.ts';

/**
 * The revision of a bundle: the SHA-256 of what `sha256sum` prints for `files`, sorted by name, in `directory`. It says
 * whether two copies make the same pictures. Digests of large files are noted in the directory `cache`, if there is one.
 */
export async function revisionOf(directory: string, files: readonly string[], cache?: string): Promise<Digest> {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(`${await fileDigest(join(directory, file), cache)}  ${file}\n`);
  return hash.digest('hex');
}
