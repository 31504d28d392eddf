import { join } from 'node:path';
import { CheckpointError, type RunAtRest } from '../../checkpoint.ts';
import { type CaptionedPictures, SetRecipe } from '../../dataset/dataset.ts';
import { refuseTrainedOn } from '../../dataset/held-out.ts';
import { writeMeasured } from '../../measured.ts';
import { trainedWeights } from '../../state.ts';
import type { MeasureOptions } from '../../watch/measuring.ts';
import { openNet, runningOf } from '../../watch/open-net.ts';
import { meanOf, type Nearness, SCORES_FILE, type Scores } from './scores.ts';
import { LEVEL, nearnessOf, type TrialLook, tried } from './trial.ts';

interface EnlargeOptions extends Omit<MeasureOptions, 'dataDirectory'> {
  /** Evaluations of each picture. */
  readonly steps: number;
}

/**
 * Measures the second stage that a run has come to on the first pictures of `data`, and keeps the figures beside
 * it. Throws a CheckpointError where it is no run of a second stage, its pictures have another size or are those that it was
 * trained on, and the signal's reason when it aborts.
 */
export async function measureUpscale(
  { directory, checkpoint }: RunAtRest,
  data: CaptionedPictures,
  options: EnlargeOptions,
): Promise<Scores> {
  const { config } = checkpoint;
  if (config.net !== 'if-tiny-upscale') throw new CheckpointError(`${directory} is no run of if-tiny-upscale`);
  if (data.size !== config.side)
    throw new CheckpointError(`the run is of pictures of ${config.side}, not ${data.size} px`);
  await refuseTrainedOn(directory, data);
  const { steps } = options;
  const session = await openNet({ config, phase: 0, weights: trainedWeights(checkpoint), ...runningOf(options) });
  try {
    const measured = await measurements({ session, seed: config.seed, steps }, data, options);
    const of = { digest: data.digest, set: SetRecipe.parse(data) };
    const scores = { ...scoresOf(measured, data.styles), steps, level: LEVEL, ...of };
    await writeMeasured(join(directory, SCORES_FILE), checkpoint.step, scores);
    return scores;
  } finally {
    await session.release();
  }
}

async function measurements(
  look: TrialLook,
  data: CaptionedPictures,
  { pictures, signal, onProgress }: EnlargeOptions,
): Promise<Nearness[]> {
  const count = Math.min(pictures, data.count);
  const measured: Nearness[] = [];
  for (let index = 0; index < count; index++) {
    const trying = tried(look, data, index);
    let next = await trying.next();
    for (; !next.done; next = await trying.next()) {
      signal.throwIfAborted();
      onProgress((index + next.value) / count);
    }
    measured.push(nearnessOf(next.value));
  }
  return measured;
}

function scoresOf(measured: readonly Nearness[], styles: readonly string[]) {
  const names = [...new Set(styles.slice(0, measured.length))].toSorted();
  const ofStyle = (style: string) => meanOf(measured.filter((_, index) => styles[index] === style));
  return {
    ...meanOf(measured),
    pictures: measured.length,
    styles: Object.fromEntries(names.map((style) => [style, ofStyle(style)])),
  };
}
