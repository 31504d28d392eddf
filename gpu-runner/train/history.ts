import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { variationFields, variationNames } from '@manifold/shared/recipe/training';
import { z } from 'zod';
import { providers } from '../runtime/provider.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type Config, isOfDigits, trainingPlanOf } from './configs.ts';
import { MANIFEST_FILE, readManifest, SetRecipe } from './dataset/dataset.ts';
import { variedIn } from './digits/nets.ts';
import { imagesAfter } from './if-tiny/run.ts';
import { type Metric, providersOf, readMetrics, secondsOf } from './metrics-file.ts';
import { writeOutput } from './output.ts';
import { duration } from './progress.ts';
import { readJson } from './read-json.ts';
import { metricsPath } from './trainer.ts';

/** The data set of captioned pictures that a run learnt from. */
const Seen = SetRecipe.pick({ seed: true, split: true }).extend({ digest: z.string() });
export type Seen = z.infer<typeof Seen>;

/** A run that another began with, of a net that learns in epochs or in stretches of pictures of one size. */
const Lap = z.strictObject({
  ...z
    .object({
      epochs: z.number(),
      batch: z.number(),
      limit: z.number(),
      sizes: z.string(),
      /** Bound of the signal-to-noise ratio, see `timestepShares`; runs from before it was written may have had any. */
      snr: z.number(),
      /** Runs from before it was written do not tell, nor those of digits what they did otherwise than usual. */
      seed: z.number(),
      /** Of digits what was not as usual for the net; of pictures the optimiser, Adam in runs from before it was written. */
      ...variationFields,
      /** Whether captions were read, as `if-tiny-text` does, and nothing drawn. */
      hasOnlyRead: z.boolean(),
      /** What its pictures took; not there where it was not measured, of all of them. */
      seconds: z.number(),
      /** Runs of digits have none, and those from before it was written do not tell. */
      data: Seen,
    })
    .partial().shape,
  lr: z.number(),
  ema: z.number(),
  pictures: z.int(),
  /** What its steps ran on; runs from before it was written ran on processors. */
  providers: z.array(z.enum(providers)).default(['cpu']),
});
export type Lap = z.infer<typeof Lap>;

/** The runs that one began with, the first of them first; of a bundle the last is its own. */
const HISTORY_FILE = 'history.json';

/** Throws a CheckpointError that names the file and its faults. */
export async function historyIn(directory: string): Promise<Lap[]> {
  return existsSync(join(directory, HISTORY_FILE)) ? readJson(directory, HISTORY_FILE, z.array(Lap)) : [];
}

/** Of a run that began with no other there is no file, nor does one stay that a start without success has left. */
export async function writeHistory(directory: string, laps: readonly Lap[]): Promise<void> {
  const path = join(directory, HISTORY_FILE);
  if (laps.length > 0) await writeOutput(path, `${JSON.stringify(laps, null, 2)}\n`);
  else await rm(path, { force: true });
}

/** What is known of the runs behind what `directory` holds, a run, at this checkpoint, or a bundle; one without a step is none. */
export async function historyOf(directory: string, checkpoint: Checkpoint | undefined): Promise<Lap[]> {
  const before = await historyIn(directory);
  if (!checkpoint || checkpoint.step === 0) return before;
  const { config, step } = checkpoint;
  return [...before, await ownLap(directory, { config, step, metrics: readMetrics(metricsPath(directory)) })];
}

/** The run in `directory` after so many steps, with what it tells of its pictures. */
export async function ownLap(
  directory: string,
  { config, step, metrics }: { readonly config: Config; readonly step: number; readonly metrics: readonly Metric[] },
): Promise<Lap> {
  return lapOf(config, step, metrics, await seenIn(directory, config));
}

async function seenIn(directory: string, config: Config): Promise<Seen | undefined> {
  if (!('digest' in config) || !existsSync(join(directory, MANIFEST_FILE))) return undefined;
  const { seed, split } = await readManifest(directory);
  return { seed, split, digest: config.digest };
}

export function lapOf(config: Config, step: number, metrics: readonly Metric[], data?: Seen): Lap {
  const { seed, lr, ema } = config;
  const done = metrics.filter((metric) => metric.step <= step);
  return {
    ...('epochs' in config
      ? { epochs: config.epochs, batch: config.batch, limit: config.limit }
      : { sizes: config.sizes }),
    ...('snr' in config && { snr: config.snr, optimiser: config.optimiser }),
    ...(config.net === 'if-tiny-text' && { hasOnlyRead: true }),
    seed,
    ...(isOfDigits(config) && Object.fromEntries(variedIn(config).map(({ name, value }) => [name, value]))),
    lr,
    ema,
    pictures: imagesAfter(trainingPlanOf(config), step),
    ...(done.length > 0 && { seconds: Math.round(secondsOf(done)) }),
    providers: providersOf(done),
    ...(data && { data }),
  };
}

/** The runs before, as rows of a card's table. */
export function lapRows(laps: readonly Lap[]): [string, string][] {
  return laps.map((lap) => ['Before', lapText(lap)]);
}

function lapText(lap: Lap): string {
  const { lr, pictures, seconds } = lap;
  const what = lap.hasOnlyRead ? 'captions read, ' : 'pictures of ';
  const time = seconds === undefined ? '' : ` in ${duration(seconds)}`;
  return `${pictures.toLocaleString('en')} ${what}\`${flagsOf(lap)}\`${time}, rate ${lr.toExponential()}`;
}

/** The flags of a lap, in the order that a card has them. */
const FLAGS = ['epochs', 'batch', 'limit', 'sizes', 'snr', 'seed', ...variationNames] as const;

function flagsOf(lap: Lap): string {
  const told = FLAGS.filter((flag) => lap[flag] !== undefined);
  return told.map((flag) => `--${flag} ${lap[flag]}`).join(' ');
}
