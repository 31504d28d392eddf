import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isPartial, partialOf, sizeOf } from './download.ts';
import { faultOf } from './integrity.ts';
import { readRecord } from './record.ts';
import { isWeights, type WantedFile } from './selection.ts';

/* What earlier pulls left in a bundle's directory, whole or interrupted, of this revision and variant or of others. */

/**
 * Those of `files` that are there, one after another: by the record of the pull that brought them, or else by their digest. Throws
 * the signal's reason.
 */
export async function* presentFiles(
  files: readonly WantedFile[],
  directory: string,
  signal: AbortSignal,
): AsyncGenerator<WantedFile, void> {
  const record = await readRecord(directory).catch(() => undefined);
  const known = new Map(record?.files.map(({ target, digest }) => [target, digest]));
  for (const file of files) {
    const path = join(directory, file.target);
    const isKnown = known.get(file.target) === file.digest && (await sizeOf(path)) === file.size;
    if (isKnown || !(await faultOf(path, file, signal))) yield file;
  }
}

/** What is still to be fetched of `files`, none of which is there, in bytes. */
export async function missingBytes(files: readonly WantedFile[], directory: string): Promise<number> {
  const missing = files.map(async (file) => {
    const begun = (await sizeOf(partialOf(directory, file))) ?? 0;
    return Math.max(0, file.size - begun);
  });
  return (await Promise.all(missing)).reduce((sum, bytes) => sum + bytes, 0);
}

/** Removes what was begun of other files: of another revision or variant, which may never be asked for again. */
export async function removeOtherPartials(files: readonly WantedFile[], directory: string): Promise<void> {
  const own = new Set(files.map((file) => partialOf(directory, file)));
  const found = (await readdir(directory, { recursive: true })).filter(isPartial).map((name) => join(directory, name));
  for (const path of found.filter((path) => !own.has(path))) await rm(path);
}

/** Removes weights beside those of `files`, which a pull of another variant left: they would be read in their place. */
export async function removeOtherWeights(files: readonly WantedFile[], directory: string): Promise<void> {
  const weights = files.map(({ target }) => target).filter(isWeights);
  for (const part of new Set(weights.map((target) => dirname(target)))) {
    const found = (await readdir(join(directory, part))).map((name) => `${part}/${name}`).filter(isWeights);
    for (const target of found.filter((target) => !weights.includes(target))) await rm(join(directory, target));
  }
}
