import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Writable, writeSafetensors } from '../bundle/safetensors.ts';
import type { Tensors } from '../tensor/tensor.ts';

/** A file of a run that cannot be written; the message says which and why. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  constructor(path: string, cause: unknown) {
    super(`cannot write ${path}: ${reason(cause)}`, { cause });
  }
}

/** What is left to write of a bundle, and to say of it. */
export interface Exported {
  readonly card: string;
  /** Lines about what the run has come to, and what was left out since it is of another step. */
  readonly lines: readonly string[];
}

/** Writes a file beside its place and moves it there, so that it is whole or not there. Throws an OutputError. */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  const fresh = `${path}.next`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(fresh, content);
    await rename(fresh, path);
  } catch (cause) {
    await rm(fresh, { force: true }).catch(() => {});
    throw new OutputError(path, cause);
  }
}

/** The same of a value as JSON. */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeOutput(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The same of a copy. */
export async function copyOutput(source: string, path: string): Promise<void> {
  await writeOutput(path, await readFile(source));
}

/** The same of the weights of a bundle. */
export async function writeWeights(path: string, weights: Tensors, dtype?: Writable): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeSafetensors(path, weights, { format: 'pt' }, dtype);
  } catch (cause) {
    throw new OutputError(path, cause);
  }
}

/** Why something failed, in words; of a full disk, what to do. */
export function reason(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC') {
    return 'the disk is full; free some space and run it again';
  }
  return cause instanceof Error ? cause.message : String(cause);
}
