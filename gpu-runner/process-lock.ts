import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';

/**
 * Whose a file is. A process id means something on its own machine alone, and so does a container's in the container; the system
 * gives it to another program after a while, and soon after a power cut, so that the start of the process tells which is meant.
 */
const Holder = z.object({ host: z.string(), pid: z.int().positive(), start: z.string().optional() });
type Holder = z.infer<typeof Holder>;

/** Milliseconds between touches of a file that is held, and after which one that only its age can tell of is nobody's any more. */
const TOUCH_EVERY = 20_000;
const STALE_AFTER = 120_000;

/** Files that this process holds: its number in any other was left by a process that had it before, as is usual in containers. */
const held = new Set<string>();

/** A file is another process's, or held by this one already. */
export class HeldError extends Error {
  override readonly name = 'HeldError';
  /** Who holds it, `process 12 on studio`. */
  readonly holder: string;

  constructor(path: string, holder: Holder | undefined) {
    const words = holder ? `process ${holder.pid} on ${holder.host}` : 'another process';
    super(`${words} holds ${path}`);
    this.holder = words;
  }
}

/**
 * Makes the file at `path`, which names this process, and holds it until it is disposed of. What a process left that lives no more
 * is taken over: on this machine the process is asked for; of another machine, or where the file names nobody, its age tells.
 * Throws a HeldError, and what the file system says. (Two that take over at the same moment may both succeed.)
 */
export function holdFile(path: string): Disposable {
  const file = resolve(path);
  take(file);
  held.add(file);
  const touching = setInterval(() => touch(file), TOUCH_EVERY).unref();
  return {
    [Symbol.dispose]() {
      clearInterval(touching);
      held.delete(file);
      if (isOwn(holderIn(file))) rmSync(file, { force: true });
    },
  };
}

function take(file: string): void {
  if (create(file)) return;
  const holder = holderIn(file);
  if (isLive(file, holder)) throw new HeldError(file, holder);
  rmSync(file, { force: true });
  if (!create(file)) throw new HeldError(file, holderIn(file));
}

/** Whether it was not there. A full disk leaves no file that names nobody. */
function create(file: string): boolean {
  const opened = openNew(file);
  if (opened === undefined) return false;
  try {
    const own: Holder = { host: hostname(), pid: process.pid, start: startOf(process.pid) };
    writeFileSync(opened, JSON.stringify(own));
    return true;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(opened);
  }
}

function openNew(file: string): number | undefined {
  try {
    return openSync(file, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined;
    throw error;
  }
}

/** Nobody where there is no file, or one that is being written or was cut short. */
function holderIn(file: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function isLive(file: string, holder: Holder | undefined): boolean {
  if (holder?.host !== hostname()) return Date.now() - touchedAt(file) < STALE_AFTER;
  return isOwn(holder) ? held.has(file) : lives(holder.pid) && !isAnother(holder);
}

/** Whether the process that has the number now is known to be another. */
function isAnother({ pid, start }: Holder): boolean {
  const now = startOf(pid);
  return start !== undefined && now !== undefined && start !== now;
}

/**
 * The start of the machine, and the ticks from then to that of the process: field 22 of its line (man 5 proc), of which the second,
 * its name, may have blanks and brackets. Unknown on systems that are not Linux.
 */
function startOf(pid: number): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = line.slice(line.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`;
  } catch {
    return undefined;
  }
}

function isOwn(holder: Holder | undefined): boolean {
  return holder?.host === hostname() && holder.pid === process.pid;
}

/** Long ago where it has gone meanwhile. */
function touchedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // It is gone with its directory, and whoever writes there next will say so.
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
