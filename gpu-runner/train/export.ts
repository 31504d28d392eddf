import { join } from 'node:path';
import type { Tensors } from '../tensor/tensor.ts';
import { type Checkpoint, CheckpointError, hasCheckpoint, loadCheckpoint } from './checkpoint.ts';
import { type Config, trainingPlanOf } from './configs.ts';
import { lossCurve } from './curve.ts';
import { exportDigits } from './digits/export.ts';
import { exportJudge } from './emoji-judge/export.ts';
import { exportTiny, refuseGrowing } from './if-tiny/export.ts';
import { exportUpscale } from './if-tiny/upscale/export.ts';
import { type Metric, readMetrics } from './metrics-file.ts';
import { type Exported, writeOutput } from './output.ts';
import { trainedWeights } from './state.ts';
import { metricsPath } from './trainer.ts';

/**
 * Writes a checkpoint of the run in `directory`, the last one when left out, to `target` as a bundle with its card and loss curve, and
 * answers lines about it: what it has come to, and what was left out since it is of another step. The weights are the averaged ones
 * where the run kept them. Throws a CheckpointError without a checkpoint, or with one that is of no bundle, or of half a one, and
 * where `target` holds a run, this one or another: the bundle's history would take the place of the run's.
 */
export async function exportRun(directory: string, target: string, given?: Checkpoint): Promise<string> {
  const checkpoint = given ?? (await loadCheckpoint(directory)).checkpoint;
  const { config, step } = checkpoint;
  if (hasCheckpoint(target)) throw new CheckpointError(`${target} holds a run: name another --to`);
  const weights = trainedWeights(checkpoint);
  if (config.net === 'if-tiny-text')
    throw new CheckpointError(`${directory} has read texts, and draws none: train if-tiny --from it`);
  if (config.net === 'if-tiny') refuseGrowing(directory, { config, step, weights });
  const metrics = readMetrics(metricsPath(directory)).filter((metric) => metric.step <= step);
  const { card, lines } = await writeBundle(directory, target, { config, step, weights, metrics });
  // A checkpoint may have come here without the record of its steps.
  if (metrics.length > 0)
    await writeOutput(join(target, 'loss.png'), await lossCurve(metrics, trainingPlanOf(config).mileage));
  // The card last: what it points to is there.
  await writeOutput(join(target, 'README.md'), card);
  return lines.join('\n');
}

interface Result {
  readonly config: Exclude<Config, { net: 'if-tiny-text' }>;
  readonly step: number;
  readonly weights: Tensors;
  readonly metrics: readonly Metric[];
}

/**
 * Writes all but the card, which it answers, and the loss curve. The weights first: they are what a disk may have no room for, and
 * then what was there stays as it was.
 */
function writeBundle(directory: string, target: string, { config, ...result }: Result): Promise<Exported> {
  if (config.net === 'if-tiny') return exportTiny(directory, target, { config, ...result });
  if (config.net === 'if-tiny-upscale') return exportUpscale(directory, target, { config, ...result });
  if (config.net === 'emoji-judge') return exportJudge(directory, target, { config, ...result });
  return exportDigits(directory, target, { config, ...result });
}
