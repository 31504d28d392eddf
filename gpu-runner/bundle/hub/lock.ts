import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BundleError } from '../bundle-error.ts';

/** In a directory that is fetched into: holds the number of the process that does it. */
export const lockFile = 'pull.lock';

/** Locks of this process: its number in any other was left by a process that had it before, as is usual in containers. */
const held = new Set<string>();

/**
 * Runs `work` while nothing else is fetched into `directory`. Throws a BundleError that names the process which is at it; what a
 * process left that is gone is taken over.
 */
export async function alone<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const lock = resolve(directory, lockFile);
  if (held.has(lock)) throw busy(lock, process.pid);
  held.add(lock);
  try {
    await take(lock);
    return await work().finally(() => rm(lock, { force: true }));
  } finally {
    held.delete(lock);
  }
}

async function take(lock: string): Promise<void> {
  if (await create(lock)) return;
  const owner = await ownerOf(lock);
  if (owner !== process.pid && isAlive(owner)) throw busy(lock, owner);
  await rm(lock, { force: true });
  if (!(await create(lock))) throw busy(lock, await ownerOf(lock));
}

/** Whether it was not there. */
async function create(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function ownerOf(lock: string): Promise<number> {
  return Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
}

/** A lock that has no number yet is being written. */
function isAlive(pid: number): boolean {
  if (!(pid > 0)) return true;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function busy(lock: string, owner: number): BundleError {
  const by = owner > 0 ? `process ${owner}` : 'another process';
  return new BundleError(
    `${dirname(lock)} is being fetched into by ${by}; wait until it has ended, and remove ${lock} if there is none`,
  );
}
