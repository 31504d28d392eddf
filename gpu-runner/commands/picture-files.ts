import { readFile, stat } from 'node:fs/promises';
import { type Digest, digestOf } from '@manifold/shared/image/digest';
import { inputLimits } from '@manifold/shared/image/input-limits';
import type { Field } from '@manifold/shared/recipe/fields';
import type { Inputs } from '../pipeline/input/given.ts';
import { pathOf } from './example-files.ts';
import { UsageError } from './flags.ts';
import type { Values } from './technique-flags.ts';

/** The flags with each file's name replaced by its digest, and the files by digest. Throws a UsageError that names the flag. */
export async function readPictures(
  fields: readonly Field[],
  values: Values,
): Promise<{ values: Values; inputs: Inputs }> {
  const inputs = new Map<Digest, Uint8Array>();
  const named: Record<string, string> = {};
  for (const { name } of fields.filter(({ kind }) => kind === 'file')) {
    const path = values[name];
    if (typeof path !== 'string') continue;
    const file = await readPicture(name, pathOf(name, path));
    named[name] = await digestOf(file);
    inputs.set(named[name], file);
  }
  return { values: { ...values, ...named }, inputs };
}

/** A picture from the file that a flag names. Throws a UsageError, before it is read where it is too large. */
export async function readPicture(flag: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if ((await stat(path)).size > inputLimits.bytes) {
      throw new UsageError(`--${flag}: ${path} has more than ${inputLimits.bytes / 1e6} MB; make it smaller`);
    }
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`--${flag}: ${path} cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}
