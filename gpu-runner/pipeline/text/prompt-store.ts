import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readSafetensors, writeSafetensors } from '../../bundle/safetensors.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** Encoded texts that are kept; a text comes back as the tensor [1, tokens, D] that was put. */
export interface PromptStore {
  get(text: string): Promise<Tensor | undefined>;
  put(text: string, states: Tensor): Promise<void>;
}

/** Texts kept in memory. */
const kept = 64;

/** Keeps what was asked for last, and everything in `beyond` if there is one. */
export function memoryStore(beyond?: PromptStore): PromptStore {
  const known = new Map<string, Tensor>();
  const keep = (text: string, states: Tensor) => {
    known.delete(text);
    known.set(text, states);
    if (known.size > kept) known.delete(known.keys().next().value!);
  };
  return {
    async get(text) {
      const states = known.get(text) ?? (await beyond?.get(text));
      if (states) keep(text, states);
      return states;
    },
    async put(text, states) {
      keep(text, states);
      await beyond?.put(text, states);
    },
  };
}

const [name, ending] = ['states', '.safetensors'];

/**
 * Keeps the encodings that `maker` makes as files in `directory`, which takes those of other makers too, `bytes` at most in all: those
 * that were not asked for longest go first. A file that cannot be read counts as none, and one that cannot be written is left out: the
 * encoder makes it again.
 */
export function diskStore(directory: string, bytes: number, maker: string): PromptStore {
  const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
  const pathOf = (text: string) => join(directory, maker, `${digestOf(text)}${ending}`);
  return {
    async get(text) {
      const path = pathOf(text);
      try {
        const { tensors } = await readSafetensors(path);
        await utimes(path, new Date(), new Date());
        return tensors[name];
      } catch {
        return undefined;
      }
    },
    async put(text, states) {
      try {
        await mkdir(join(directory, maker), { recursive: true });
        await writeSafetensors(pathOf(text), { [name]: states });
        await shrink(directory, bytes);
      } catch {
        // The disk may be full or not ours to write on; what is lost is time.
      }
    },
  };
}

async function shrink(directory: string, bytes: number): Promise<void> {
  const names = (await readdir(directory, { recursive: true })).filter((file) => file.endsWith(ending));
  const files = await Promise.all(names.map(async (file) => ({ file, ...(await sizeAndTime(join(directory, file))) })));
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { file, size } of files.toSorted((a, b) => a.time - b.time)) {
    if (total <= bytes) return;
    await rm(join(directory, file), { force: true });
    await rmdir(dirname(join(directory, file))).catch(() => {}); // It holds others.
    total -= size;
  }
}

async function sizeAndTime(path: string): Promise<{ size: number; time: number }> {
  const { size, mtimeMs } = await stat(path);
  return { size, time: mtimeMs };
}
