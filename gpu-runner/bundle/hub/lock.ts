import { join } from 'node:path';
import { HeldError, holdFile } from '../../process-lock.ts';
import { BundleError } from '../bundle-error.ts';

/** In a directory that is fetched into: names the process that does it. */
export const lockFile = 'pull.lock';

/** Runs `work` while nothing else is fetched into `directory`. Throws a BundleError that names the process which is at it. */
export async function alone<T>(directory: string, work: () => Promise<T>): Promise<T> {
  using _ = held(directory);
  return await work();
}

function held(directory: string): Disposable {
  const path = join(directory, lockFile);
  try {
    return holdFile(path);
  } catch (cause) {
    if (!(cause instanceof HeldError)) throw cause;
    const why = `${directory} is being fetched into by ${cause.holder}`;
    throw new BundleError(`${why}; wait until it has ended, and remove ${path} if there is none`, { cause });
  }
}
