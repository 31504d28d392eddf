import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { readPieces } from '../bundle/tokenizer/pieces.ts';
import { readTokenizer } from '../bundle/tokenizer/t5-tokenizer.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { CheckpointError } from './checkpoint.ts';
import type { Config } from './configs.ts';
import { type CaptionedPictures, loadPictures, MANIFEST_FILE } from './dataset/dataset.ts';
import { DatasetError } from './dataset-error.ts';
import type { DigitConfig } from './digits/config.ts';
import { loadMnist } from './digits/mnist.ts';
import { digitBatches } from './digits/nets.ts';
import { digitShow } from './digits/watch/shows.ts';
import { judgeFeeds } from './emoji-judge/batches.ts';
import { describeLabels, type JudgeConfig } from './emoji-judge/run.ts';
import type { Lap } from './history.ts';
import { tinyBatches } from './if-tiny/batches.ts';
import { stretchesOf, type TinyConfig, tokenizerIn } from './if-tiny/run.ts';
import { tinyShow } from './if-tiny/show.ts';
import { textBatches } from './if-tiny/text/batches.ts';
import type { TextConfig } from './if-tiny/text/run.ts';
import { textShow } from './if-tiny/text/show.ts';
import { HELD_OUT, upscaleBatches } from './if-tiny/upscale/batches.ts';
import { LARGE, type UpscaleConfig } from './if-tiny/upscale/run.ts';
import { upscaleShow } from './if-tiny/upscale/show.ts';
import { initialWords } from './if-tiny/word-table.ts';
import type { Batches } from './plan.ts';
import type { Show } from './watch/show.ts';

/** What a run is trained on, and how it shows what it has learnt. */
export interface OpenData {
  readonly batches: Batches;
  readonly show: Show | undefined;
  /** Part of the state that a new run begins with, where the data tell it. */
  readonly initial?: () => Tensors;
}

/**
 * Opens the data of a run: of digits the four idx files of MNIST, by default the package's, otherwise what `manifold dataset`
 * wrote to `directory`; `before` are the runs that it began with. Throws a DatasetError that names the file and its fault, or a
 * size that the pictures cannot be reduced to, and a CheckpointError where the run is of other pictures.
 */
export async function openData(
  config: Config,
  directory: string | undefined,
  before: readonly Lap[] = [],
): Promise<OpenData> {
  if (config.net === 'if-tiny-text') return openTexts(config, wanted(directory));
  if (config.net === 'if-tiny') return openPictures(config, wanted(directory));
  if (config.net === 'if-tiny-upscale') return openLarge(config, wanted(directory), before);
  return config.net === 'emoji-judge' ? openLabelled(config, wanted(directory)) : openDigits(config, directory);
}

function openDigits(config: DigitConfig, directory: string | undefined): OpenData {
  const show = digitShow(config, loadMnist('test', undefined, directory));
  return { batches: digitBatches(config, loadMnist('train', config.limit, directory)), show };
}

async function openTexts(config: TextConfig, directory: string): Promise<OpenData> {
  const data = await reduciblePictures(config, directory);
  const tokenize = await readTokenizer(tokenizerIn(directory));
  return {
    batches: textBatches(config, data, tokenize),
    show: textShow(tokenize),
    initial: () => initialWords(config, data, tokenize),
  };
}

async function openPictures(config: TinyConfig, directory: string): Promise<OpenData> {
  const data = await reduciblePictures(config, directory);
  const tokenize = await readTokenizer(tokenizerIn(directory));
  return {
    batches: tinyBatches(config, data, tokenize),
    show: tinyShow(config, tokenize),
    initial: () => initialWords(config, data, tokenize),
  };
}

async function openLarge(config: UpscaleConfig, directory: string, before: readonly Lap[]): Promise<OpenData> {
  const data = await picturesOf(config, directory);
  return { batches: upscaleBatches(config, data), show: upscaleShow(data, before) };
}

/** The judge of pictures draws none. */
async function openLabelled(config: JudgeConfig, directory: string): Promise<OpenData> {
  return { batches: judgeFeeds(config, await picturesOf(config, directory)), show: undefined };
}

/** Pictures that are reduced by the mean of blocks, to the size of each phase. */
async function reduciblePictures(config: TextConfig | TinyConfig, directory: string): Promise<CaptionedPictures> {
  const data = await picturesOf(config, directory);
  const uneven = stretchesOf(config).find(({ size }) => data.size % size !== 0);
  if (!uneven) return data;
  const fault = `pictures of ${data.size} px cannot be reduced to ${uneven.size}`;
  throw new DatasetError(`--sizes ${config.sizes}: ${fault}; name sizes that divide ${data.size}`);
}

async function picturesOf({ digest }: Pick<TinyConfig, 'digest'>, directory: string): Promise<CaptionedPictures> {
  const data = await loadPictures(directory);
  if (data.digest !== digest) throw new CheckpointError(`the run is of other pictures than those in ${directory}`);
  return data;
}

/** What a configuration tells of the pictures in `directory`. Throws a DatasetError or a BundleError that names the file and its fault. */
export async function describePictures(
  directory: string | undefined,
): Promise<Pick<TinyConfig, 'digest' | 'vocabulary'>> {
  const from = wanted(directory);
  const { digest } = await loadPictures(from);
  return { digest, vocabulary: (await readPieces(tokenizerIn(from))).length };
}

/** Likewise for the second stage of if-tiny. Throws a DatasetError where they have another size, or are no more than are held out. */
export async function describeLarge(directory: string | undefined): Promise<Pick<UpscaleConfig, 'digest' | 'side'>> {
  const from = wanted(directory);
  const { digest, size: side, count } = await loadPictures(from);
  if (side !== LARGE) throw new DatasetError(`${from} holds pictures of ${side} px: make them with --size ${LARGE}`);
  if (count > HELD_OUT) return { digest, side };
  throw new DatasetError(`${from} holds ${count} pictures, and ${HELD_OUT} are not trained on`);
}

/** Likewise for the judge of pictures, and how many there are. */
export async function describeLabelled(directory: string | undefined) {
  const data = await loadPictures(wanted(directory));
  return { ...describeLabels(data), count: data.count };
}

/**
 * A new run keeps the tokenizer of its pictures beside its checkpoint, without which what was learnt means nothing, and what
 * its pictures are.
 */
export async function keepOfData(config: Config, data: string | undefined, directory: string): Promise<void> {
  if (!('digest' in config)) return;
  if ('vocabulary' in config) await cp(tokenizerIn(wanted(data)), tokenizerIn(directory), { recursive: true });
  await cp(join(wanted(data), MANIFEST_FILE), join(directory, MANIFEST_FILE));
}

function wanted(directory: string | undefined): string {
  if (directory) return directory;
  throw new DatasetError('--data DIR is wanted, with pictures that manifold dataset wrote');
}
