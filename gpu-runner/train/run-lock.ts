import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HeldError, holdFile } from '../process-lock.ts';
import { CheckpointError } from './checkpoint.ts';
import { OutputError } from './output.ts';

/*
 * A run's directory is one process's at a time: two would write each other's checkpoints over. The command holds it by a file
 * that names the process. The runner has no need to: each of its attempts has a folder of its own.
 */

const HOLD_FILE = 'held.json';

/**
 * Holds the run in `directory`, which is made, until it is disposed of. Throws a CheckpointError naming the process that holds it,
 * and an OutputError where it cannot be written to.
 */
export function holdRun(directory: string): Disposable {
  const path = join(directory, HOLD_FILE);
  try {
    mkdirSync(directory, { recursive: true });
    return holdFile(path);
  } catch (cause) {
    if (!(cause instanceof HeldError)) throw new OutputError(path, cause);
    const why = `${cause.holder} is training in ${directory}`;
    throw new CheckpointError(`${why}: stop it first, or name another --out; if it is gone, remove ${path}`, { cause });
  }
}
