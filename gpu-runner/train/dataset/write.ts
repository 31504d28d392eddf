import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../output.ts';
import { LABELS, PICTOGRAMS, packageOf } from './catalogue/packages.ts';
import { readThings } from './catalogue/things.ts';
import { type PictureSet, pictures } from './pictures.ts';
import { writeTokenizer } from './tokenizer/write-tokenizer.ts';

/**
 * Writes a set of captioned pictures and the tokenizer of its captions to `directory`; `progress` is told after each how many there are. Throws the signal's
 * reason when it is aborted, and an OutputError where a file cannot be written.
 */
export async function writePictures(
  directory: string,
  set: PictureSet,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await using pixels = await Digested.open(join(directory, `pictures-${set.size}.u8`));
  await using captions = await Digested.open(join(directory, 'captions.jsonl'));
  const words: string[] = [];
  let done = 0;
  for await (const { pixels: bytes, ...told } of pictures(set, readThings())) {
    signal.throwIfAborted();
    await pixels.write(bytes);
    words.push(...told.captions);
    await captions.write(`${JSON.stringify(told)}\n`);
    progress(++done);
  }
  await writeTokenizer(join(directory, 'tokenizer'), words);
  const sha256 = { pictures: pixels.digest(), captions: captions.digest() };
  const manifest = { ...set, sources: await Promise.all([PICTOGRAMS, LABELS].map(sourceOf)), sha256 };
  await writeFile(join(directory, 'dataset.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function sourceOf(source: string) {
  const { name, version, license } = JSON.parse(await readFile(join(packageOf(source), 'package.json'), 'utf8'));
  return { name, version, licence: license };
}

/** A file as it is written, and its SHA-256. */
class Digested {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash('sha256');

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async open(path: string): Promise<Digested> {
    return new Digested(path, await told(path, open(path, 'w')));
  }

  async write(chunk: Uint8Array | string): Promise<void> {
    this.#hash.update(chunk);
    await told(this.#path, this.#file.writeFile(chunk));
  }

  /** Of all that was written. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/** What becomes of a file, or an OutputError that names it. */
async function told<T>(path: string, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (cause) {
    throw new OutputError(path, cause);
  }
}
