import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Digest } from '@manifold/shared/image/digest';
import { z } from 'zod';

/** What was noted of a file: its digest, and by what to know that it is the same file still. */
const Note = z.strictObject({ file: z.string(), digest: Digest });

/** Bytes from which on a digest is noted: less is read faster than it is looked up. */
const worthNoting = 16_000_000;

/**
 * The SHA-256 of a file. That of a large one is noted in the directory `cache`, if there is one, and taken from there as long
 * as the file is not written to: the weights of a large model take a minute to read. `signal` ends the reading.
 */
export async function fileDigest(
  path: string,
  cache?: string,
  signal?: AbortSignal,
  least: number = worthNoting,
): Promise<Digest> {
  const state = await stateOf(path);
  if (!cache || state.size < least) return digestOf(path, signal);
  const note = join(cache, 'digests', `${createHash('sha256').update(resolve(path)).digest('hex')}.json`);
  const known = await readNote(note);
  if (known?.file === state.file) return known.digest;
  const digest = await digestOf(path, signal);
  if ((await stateOf(path)).file === state.file) await writeNote(note, { file: state.file, digest });
  return digest;
}

/** The place of a file on its disk, its size and the times of its last changes, which every writing moves. */
export async function stateOf(path: string): Promise<{ file: string; size: number }> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return { file: [dev, ino, size, mtimeNs, ctimeNs].join(':'), size: Number(size) };
}

async function digestOf(path: string, signal?: AbortSignal): Promise<Digest> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, signal ? { signal } : {});
  return hash.digest('hex');
}

async function readNote(path: string): Promise<z.infer<typeof Note> | undefined> {
  try {
    return Note.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** What cannot be noted is computed again. */
async function writeNote(path: string, note: z.infer<typeof Note>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, JSON.stringify(note));
    await rename(temporary, path);
  } catch {
    // The disk may be full or not ours to write on; what is lost is time.
  }
}
