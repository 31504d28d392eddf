import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { loadCheckpoint } from '../checkpoint.ts';
import { courseOf } from '../configs.ts';
import { type Metric, readMetrics, secondsOf } from '../metrics.ts';
import { duration } from '../progress.ts';
import { OPTIMISERS } from '../step-graph.ts';
import { metricsPath } from '../trainer.ts';
import { isBundled } from './bundled.ts';
import { imagesAfter, type TinyConfig } from './run.ts';
import type { TextConfig } from './text/run.ts';
import type { UpscaleConfig } from './upscale/run.ts';

/** A run that another began with. */
const Lap = z.strictObject({
  sizes: z.string(),
  lr: z.number(),
  ema: z.number(),
  /** Bound of the signal-to-noise ratio, see `timestepShares`; runs from before it was written may have had any. */
  snr: z.number().optional(),
  /** Runs from before it was written used Adam. */
  optimiser: z.enum(OPTIMISERS).optional(),
  /** Whether captions were read, as `if-tiny-text` does, and nothing drawn. */
  hasOnlyRead: z.boolean().optional(),
  /** Pictures seen, and the seconds that took. */
  pictures: z.int(),
  seconds: z.number(),
});
export type Lap = z.infer<typeof Lap>;

/** The runs that one began with, the first of them first; of a bundle the last is its own. */
const HISTORY_FILE = 'history.json';

export async function historyIn(directory: string): Promise<Lap[]> {
  const path = join(directory, HISTORY_FILE);
  return existsSync(path) ? z.array(Lap).parse(JSON.parse(await readFile(path, 'utf8'))) : [];
}

export async function writeHistory(directory: string, laps: readonly Lap[]): Promise<void> {
  await writeFile(join(directory, HISTORY_FILE), `${JSON.stringify(laps, null, 2)}\n`);
}

/** What is known of the runs behind what `directory` holds, a run or a bundle. */
export async function historyOf(directory: string): Promise<Lap[]> {
  const before = await historyIn(directory);
  if (isBundled(directory)) return before;
  const { config, step } = (await loadCheckpoint(directory)).checkpoint;
  return 'sizes' in config ? [...before, lapOf(config, step, readMetrics(metricsPath(directory)))] : before;
}

/** A run of either stage, or of what reads its texts. */
export function lapOf(config: TextConfig | TinyConfig | UpscaleConfig, step: number, metrics: readonly Metric[]): Lap {
  const { sizes, lr, ema } = config;
  const done = metrics.filter((metric) => metric.step <= step);
  return {
    sizes,
    lr,
    ema,
    ...('snr' in config && { snr: config.snr, optimiser: config.optimiser }),
    ...(config.net === 'if-tiny-text' && { hasOnlyRead: true }),
    pictures: imagesAfter(courseOf(config), step),
    seconds: Math.round(secondsOf(done)),
  };
}

/** The runs before, as rows of a card's table. */
export function lapRows(laps: readonly Lap[]): [string, string][] {
  return laps.map((lap) => ['Before', lapText(lap)]);
}

/** What the command of a run says of those before it. */
export function beginning(laps: readonly Lap[]): string {
  return laps.length > 0 ? ' --from BEFORE' : '';
}

function lapText({ sizes, lr, snr, optimiser, pictures, seconds, hasOnlyRead }: Lap): string {
  const flags = [
    `--sizes ${sizes}`,
    ...(snr === undefined ? [] : [`--snr ${snr}`]),
    ...(optimiser ? [`--optimiser ${optimiser}`] : []),
  ].join(' ');
  return `${pictures.toLocaleString('en')} ${hasOnlyRead ? 'captions read, ' : 'pictures of '}\`${flags}\` in ${duration(seconds)}, rate ${lr.toExponential()}`;
}
