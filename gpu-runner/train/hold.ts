import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from './checkpoint.ts';
import { OutputError } from './output.ts';

/*
 * A run's directory is one process's at a time: two would write each other's checkpoints over. The command holds it by a file
 * that names the process. The runner has no need to: each of its attempts has a folder of its own.
 */

const HOLD_FILE = 'held.json';

/** A process id means something on its own machine alone, and so does a container's in the container. */
const Holder = z.object({ host: z.string(), pid: z.int() });
type Holder = z.infer<typeof Holder>;

/** Milliseconds between touches of the file, and after which one of another machine is nobody's any more. */
const TOUCH_EVERY = 20_000;
const STALE_AFTER = 120_000;

/**
 * Holds the run in `directory`, which is made, until it is disposed of. What a process left that lives no more is taken over: on
 * this machine the process is asked for, of another machine the file's age tells. Throws a CheckpointError naming the process that
 * holds it. (Two that take over at the same moment may both succeed.)
 */
export function holdRun(directory: string): Disposable {
  const path = join(directory, HOLD_FILE);
  const holder = liveHolder(path);
  if (holder) {
    const why = `process ${holder.pid} on ${holder.host} is training in ${directory}`;
    throw new CheckpointError(`${why}: stop it first, or name another --out; if it is gone, remove ${path}`);
  }
  write(directory, path);
  const touching = setInterval(() => touch(path), TOUCH_EVERY).unref();
  return {
    [Symbol.dispose]() {
      clearInterval(touching);
      rmSync(path, { force: true });
    },
  };
}

function write(directory: string, path: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(path, JSON.stringify({ host: hostname(), pid: process.pid } satisfies Holder));
  } catch (cause) {
    throw new OutputError(path, cause);
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The directory is gone, and the next checkpoint will say so.
  }
}

function liveHolder(path: string): Holder | undefined {
  const holder = holderIn(path);
  if (!holder) return undefined;
  const isLive = holder.host === hostname() ? lives(holder.pid) : Date.now() - statSync(path).mtimeMs < STALE_AFTER;
  return isLive ? holder : undefined;
}

/** Nobody where there is no file, or one that was cut short. */
function holderIn(path: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** This process holds nothing yet: its own number is that of one before it, as in a container that was started again. */
function lives(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
