import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Digest } from '@manifold/shared/image/digest';
import { BundleError } from './bundle-error.ts';
import { fileDigest, stateOf } from './file-digest.ts';

/**
 * The revision of a bundle: the SHA-256 of what `sha256sum` prints for `files`, sorted by name, in `directory`. It says
 * whether two copies make the same pictures. Digests of large files are noted in the directory `cache`, if there is one.
 */
export async function revisionOf(
  directory: string,
  files: readonly string[],
  cache?: string,
  signal?: AbortSignal,
): Promise<Digest> {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    hash.update(`${await fileDigest(join(directory, file), cache, signal)}  ${file}\n`);
  }
  return hash.digest('hex');
}

/** Files as they were when their revision was made. */
export interface Revised {
  readonly revision: Digest;
  /** As `stateOfFiles` gave it before they were read. */
  readonly state: string;
}

/** The state of `files` in `directory`: another once any of them was written to or another was put in its place. */
export async function stateOfFiles(directory: string, files: readonly string[]): Promise<string> {
  const states = await Promise.all(files.toSorted().map((file) => stateOf(join(directory, file))));
  return states.map(({ file }) => file).join();
}

/**
 * Throws a BundleError when `files` are no longer those of the revision. They are read only where their state is another: a copy
 * for safety's sake, or other rights, leave them what they were.
 */
export async function checkRevision(directory: string, files: readonly string[], { revision, state }: Revised) {
  if ((await stateOfFiles(directory, files)) === state) return;
  if ((await revisionOf(directory, files)) === revision) return;
  throw new BundleError(
    `the files have changed since revision ${revision.slice(0, 12)} was opened; start again to draw with them`,
  );
}
