import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { stateOf } from '../bundle/file-digest.ts';
import { readSafetensors, writeSafetensors } from '../bundle/safetensors.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { Config } from './configs.ts';
import { reason } from './output.ts';

/** A run at rest: after `step` steps its state is `state`, see TrainStep.save. */
export interface Checkpoint {
  readonly config: Config;
  readonly step: number;
  readonly state: Tensors;
}

/** The last checkpoint of the run in a directory. */
export interface RunAtRest {
  readonly directory: string;
  readonly checkpoint: Checkpoint;
}

/** A checkpoint that cannot be written or used; the message says which and what is kept. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** A state that is no checkpoint, since a value of it is no number: the run has diverged. */
export class NotFiniteError extends CheckpointError {
  readonly step: number;
  constructor(step: number, name: string, kept: string) {
    super(`${name} is not finite at step ${step}; ${kept}`);
    this.step = step;
  }
}

/** Safetensors metadata holds strings. */
const Progress = z.object({
  /** Steps done. */
  step: z.coerce.number(),
  /** SHA-256 of all of this and of the state; those from before it was written have none, or `sha256`, which is of the state alone. */
  seal: z.string().optional(),
  sha256: z.string().optional(),
});

/** The last checkpoint in a run's directory. */
export const CHECKPOINT_FILE = 'checkpoint.safetensors';

const current = (directory: string) => join(directory, CHECKPOINT_FILE);
const previous = (directory: string) => join(directory, 'checkpoint.prev.safetensors');

/** One that is being written, under a name that begins with this one; under this one itself it is whole, and waits for its place. */
const NEXT_FILE = 'checkpoint.next.safetensors';
const next = (directory: string) => join(directory, NEXT_FILE);

/** The last of another run, where this one went on from the previous one. */
const other = (directory: string) => join(directory, 'checkpoint.other.safetensors');

/** Where one may be gone on from, the newest first. */
function candidates(directory: string): string[] {
  return [next(directory), current(directory), previous(directory)].filter((path) => existsSync(path));
}

export function hasCheckpoint(directory: string): boolean {
  return candidates(directory).length > 0;
}

/** What this process put in its place itself: while no other file lies there, it is not read to see whether it is whole. */
const written = new Map<string, { readonly file: string; readonly config: Config }>();

/**
 * Writes a checkpoint beside the last one, then puts it in its place; the last one stays as the previous. A process
 * killed at any moment leaves a whole checkpoint. Answers whether it is in its place: where the system would not read the last one,
 * both stay where they are, and the new one is found first. Throws a CheckpointError, with the last ones kept, when the state is not
 * finite or the disk refuses.
 */
export async function saveCheckpoint(directory: string, { config, step, state }: Checkpoint): Promise<boolean> {
  const broken = Object.entries(state).find(([, { data }]) => !data.every(Number.isFinite))?.[0];
  if (broken) throw new NotFiniteError(step, broken, kept(directory));
  // In the schema's order, so that a run that was resumed writes the same bytes.
  const own = Config.parse(config);
  const metadata = Object.fromEntries(Object.entries({ ...own, step }).map(([key, value]) => [key, String(value)]));
  try {
    if (existsSync(next(directory))) await putInPlace(directory, own);
    await removeUnfinished(directory);
    await writeSafetensors(next(directory), state, { ...metadata, seal: digestOf(state, metadata) });
    if (!(await putInPlace(directory, own))) return false;
    written.set(current(directory), { ...(await stateOf(current(directory))), config: own });
    return true;
  } catch (cause) {
    throw new CheckpointError(`cannot save step ${step} in ${directory}: ${reason(cause)}; ${kept(directory)}`, {
      cause,
    });
  }
}

/**
 * The next checkpoint becomes the last one, and the last one the previous: but for one that is damaged, which is written over,
 * and that of another run, which is put aside. The previous one, from which a run then went on, stays until there are two again.
 * Answers whether it did so: one that the system would not read may be good, and stays.
 */
async function putInPlace(directory: string, config: Config): Promise<boolean> {
  const last = await configIn(current(directory));
  if (last === 'unread') return false;
  if (last) {
    const isOurs = isDeepStrictEqual(last, config);
    renameSync(current(directory), isOurs ? previous(directory) : other(directory));
  }
  renameSync(next(directory), current(directory));
  return true;
}

/** The configuration of the checkpoint in a file; undefined where there is none, or a damaged one. */
async function configIn(path: string): Promise<Config | 'unread' | undefined> {
  if (!existsSync(path)) return undefined;
  const known = written.get(path);
  if (known && known.file === (await stateOf(path)).file) return known.config;
  try {
    return (await readCheckpoint(path)).config;
  } catch (error) {
    return isOfMachine(error) ? 'unread' : undefined;
  }
}

/** Whether the system refused to read a file, or there was no memory for it, while what the file holds may be good. */
function isOfMachine(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && 'syscall' in error);
}

/** What was left by processes that were killed while they saved: each is as large as a checkpoint, and the disk would fill with them. */
async function removeUnfinished(directory: string): Promise<void> {
  const left = (await readdir(directory)).filter((name) => name.startsWith(NEXT_FILE) && name !== NEXT_FILE);
  for (const name of left) await rm(join(directory, name), { force: true });
}

/**
 * The last checkpoint that can be read and is of the run that is asked for; `notice` tells of one that had to be passed over.
 * Throws a CheckpointError when there is none, with what is wrong with each, see `mayPass`.
 */
export async function loadCheckpoint(
  directory: string,
  asked: Partial<Config> = {},
): Promise<{ checkpoint: Checkpoint; notice?: string }> {
  const faults: string[] = [];
  const causes: unknown[] = [];
  for (const path of candidates(directory)) {
    try {
      const checkpoint = await readCheckpoint(path);
      checkSameRun(checkpoint.config, asked);
      return faults.length > 0 ? { checkpoint, notice: `${faults.join('; ')}: using ${path}` } : { checkpoint };
    } catch (cause) {
      faults.push(`${path} cannot be used (${reason(cause)})`);
      causes.push(cause);
    }
  }
  if (faults.length === 0) throw new CheckpointError(`no checkpoint in ${directory}`);
  throw new CheckpointError(faults.join('; '), { cause: new AggregateError(causes) });
}

/** Whether `loadCheckpoint` may succeed another time. */
export function mayPass({ cause }: CheckpointError): boolean {
  return cause instanceof AggregateError && cause.errors.some(isOfMachine);
}

/** Throws a CheckpointError naming the first value in which the saved run differs from what is asked for. */
function checkSameRun(saved: Config, asked: Partial<Config>): void {
  for (const [key, value] of Object.entries(asked)) {
    const was = saved[key as keyof Config];
    if (was !== value) throw new CheckpointError(`it is of a run with ${key} ${was}, not ${value}`);
  }
}

async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { tensors, metadata } = await readSafetensors(path);
  const config = told(Config, metadata);
  const { step, seal, sha256 } = told(Progress, metadata);
  const { seal: _, ...sealed } = metadata;
  const isWhole = (digest: string | undefined, said?: object) =>
    digest === undefined || digest === digestOf(tensors, said);
  if (!isWhole(seal, sealed) || !isWhole(sha256)) throw new CheckpointError('it is damaged');
  return { config, step, state: tensors };
}

/** SHA-256 of the names, shapes and numbers of a state, in their order, and before them of what is said of it. */
function digestOf(state: Tensors, said?: object): string {
  const hash = createHash('sha256').update(said ? JSON.stringify(said) : '');
  for (const [name, { dims, data }] of Object.entries(state)) hash.update(`${name} ${dims}\n`).update(data);
  return hash.digest('hex');
}

/** What the metadata say of a run. Throws a CheckpointError that names the first value that is missing or wrong. */
function told<T>(schema: z.ZodType<T>, metadata: object): T {
  const parsed = schema.safeParse(metadata);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new CheckpointError(`it is no checkpoint: ${path.join('.')}: ${message}`);
}

function kept(directory: string): string {
  return hasCheckpoint(directory) ? 'the last good checkpoint is kept' : 'nothing was saved';
}
