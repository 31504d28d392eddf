import type { z } from 'zod';
import { readConfig } from '../bundle/read-config.ts';
import { CheckpointError } from './checkpoint.ts';
import { reason } from './output.ts';

/** Reads `file` of a run or a bundle by `schema`. Throws a CheckpointError, of one line, that names the file and every field at fault. */
export async function readJson<S extends z.ZodType>(directory: string, file: string, schema: S): Promise<z.output<S>> {
  try {
    return await readConfig(directory, file, schema);
  } catch (cause) {
    throw new CheckpointError(reason(cause), { cause });
  }
}
