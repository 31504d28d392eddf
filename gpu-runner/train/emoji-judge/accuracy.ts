import { join } from 'node:path';
import { z } from 'zod';
import { SIDE } from '../../nets/emoji/classifier.ts';
import { inferenceSession } from '../../runtime/inference.ts';
import type { SessionOptions } from '../../runtime/session.ts';
import { type Tensor, zeros } from '../../tensor/tensor.ts';
import { CheckpointError, type RunAtRest } from '../checkpoint.ts';
import { type CaptionedPictures, loadPictures, SetRecipe } from '../dataset/dataset.ts';
import { refuseTrainedOn } from '../dataset/held-out.ts';
import { takePicture } from '../if-tiny/pixels.ts';
import { writeMeasured } from '../measured.ts';
import { trainedWeights } from '../state.ts';
import { type Judge, joined, judgeBy, type Reading } from './judge.ts';
import { judgeNet, labelsOf } from './run.ts';
import { SharesByStyle, sharesOf } from './shares.ts';

/** How a judge reads pictures that it was not trained on. */
export const Accuracy = SharesByStyle.extend({
  /** Of the data set. */
  digest: z.string(),
  set: SetRecipe,
});
export type Accuracy = z.infer<typeof Accuracy>;

/** Where a run's directory keeps it. */
export const ACCURACY_FILE = 'accuracy.json';

/**
 * Measures the judge that a run has come to on those pictures in `dataDirectory` that are of one thing, and keeps the
 * figures beside it. Throws a CheckpointError where it is no run of a judge of pictures or was trained on these, a DatasetError, and
 * the signal's reason when it aborts.
 */
export async function measureJudge(
  { directory, checkpoint }: RunAtRest,
  dataDirectory: string,
  { signal, ...options }: Pick<SessionOptions, 'provider'> & { readonly signal: AbortSignal },
): Promise<Accuracy> {
  const { config } = checkpoint;
  if (config.net !== 'emoji-judge') throw new CheckpointError(`${directory} is a run of ${config.net}, no emoji-judge`);
  const data = await loadPictures(dataDirectory);
  await refuseTrainedOn(directory, data);
  const labels = labelsOf(config);
  const judge = judgeBy(await inferenceSession(judgeNet(config), trainedWeights(checkpoint), options), labels);
  try {
    const rows = [...data.things.keys()].filter((row) => data.things[row]!.length === 1);
    const told = rows.map((row) => ({ thing: data.things[row]![0]!, style: data.styles[row]! }));
    const reading = await readAll(judge, data, rows, signal);
    const accuracy = { ...sharesOf(told, reading, labels), digest: data.digest, set: SetRecipe.parse(data) };
    await writeMeasured(join(directory, ACCURACY_FILE), checkpoint.step, accuracy);
    return accuracy;
  } finally {
    await judge.release();
  }
}

/** Pictures that are held as numbers at a time: all of a data set would take gigabytes. */
const AT_ONCE = 100;

async function readAll(
  judge: Judge,
  data: CaptionedPictures,
  rows: readonly number[],
  signal: AbortSignal,
): Promise<Reading> {
  const parts: Reading[] = [];
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    signal.throwIfAborted();
    parts.push(await judge.read(picturesOf(data, rows.slice(start, start + AT_ONCE))));
  }
  return joined(parts);
}

/** Pictures of a data set as the judge takes them, [rows, 3, 64, 64]. */
function picturesOf(data: CaptionedPictures, rows: readonly number[]): Tensor {
  const pictures = zeros([rows.length, 3, SIDE, SIDE]);
  rows.forEach((index, row) => {
    takePicture(data, { index, dx: 0, dy: 0, size: SIDE }, pictures.data, row * 3 * SIDE * SIDE);
  });
  return pictures;
}
