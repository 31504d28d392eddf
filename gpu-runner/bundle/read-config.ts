import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '@manifold/shared/protocol/printable';
import { fieldErrors } from '@manifold/shared/protocol/problem';
import type { z } from 'zod';
import { BundleError } from './bundle-error.ts';

/** Reads `file` of the bundle in `directory` by `schema`. Throws a BundleError that names the file and every field at fault. */
export async function readConfig<S extends z.ZodType>(
  directory: string,
  file: string,
  schema: S,
): Promise<z.output<S>> {
  const path = join(directory, file);
  const parsed = schema.safeParse(parseJson(path, await readText(path)));
  if (parsed.success) return parsed.data;
  const faults = fieldErrors(parsed.error).map(({ pointer, detail }) => `${pointer || 'the whole'}: ${detail}`);
  throw new BundleError(`${path}: ${faults.join('; ')}`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new BundleError(`${path} cannot be read: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BundleError(`${path} is not JSON: ${printable((cause as Error).message)}`, { cause });
  }
}
