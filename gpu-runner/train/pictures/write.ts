import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LABELS, PICTOGRAMS, packageOf } from './catalogue/packages.ts';
import { readThings } from './catalogue/things.ts';
import { type PictureSet, pictures } from './pictures.ts';
import { writeTokenizer } from './tokenizer/write-tokenizer.ts';

/**
 * Writes a set of captioned pictures and the tokenizer of its captions to `directory`; `progress` is told after each how many there are. Throws the signal's
 * reason when it is aborted.
 */
export async function writePictures(
  directory: string,
  set: PictureSet,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const pixels = new Digested(join(directory, `pictures-${set.size}.u8`));
  const captions = new Digested(join(directory, 'captions.jsonl'));
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
  const sha256 = { pictures: await pixels.end(), captions: await captions.end() };
  const manifest = { ...set, sources: await Promise.all([PICTOGRAMS, LABELS].map(sourceOf)), sha256 };
  await writeFile(join(directory, 'dataset.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function sourceOf(source: string) {
  const { name, version, license } = JSON.parse(await readFile(join(packageOf(source), 'package.json'), 'utf8'));
  return { name, version, licence: license };
}

/** A file as it is written, and its SHA-256. */
class Digested {
  readonly #file: WriteStream;
  readonly #hash: Hash = createHash('sha256');

  constructor(path: string) {
    this.#file = createWriteStream(path);
  }

  async write(chunk: Uint8Array | string): Promise<void> {
    this.#hash.update(chunk);
    if (!this.#file.write(chunk)) await once(this.#file, 'drain');
  }

  async end(): Promise<string> {
    this.#file.end();
    await once(this.#file, 'finish');
    return this.#hash.digest('hex');
  }
}
