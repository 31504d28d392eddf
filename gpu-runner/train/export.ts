import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeSafetensors } from '../bundle/safetensors.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { judgeCard, type RunFacts, unetCard } from './card.ts';
import { type Checkpoint, CheckpointError, hasCheckpoint, loadCheckpoint } from './checkpoint.ts';
import { courseOf } from './configs.ts';
import { totalSteps } from './course.ts';
import { lossCurve } from './curve.ts';
import { loadMnist } from './dataset.ts';
import { exportJudge } from './emoji-judge/export.ts';
import { finalLossOf } from './facts.ts';
import { hangPictures } from './gallery.ts';
import { historyIn, type Lap, ownLap, writeHistory } from './history.ts';
import { exportTiny, refuseGrowing } from './if-tiny/export.ts';
import { exportUpscale } from './if-tiny/upscale/export.ts';
import { accuracy, openJudge } from './judge/judge.ts';
import { type Layout, layoutOf } from './layout.ts';
import { measuredAt } from './measured.ts';
import { type Metric, readMetrics } from './metrics.ts';
import { type RunConfig, stepsPerEpoch } from './run.ts';
import { trainedWeights } from './state.ts';
import { metricsPath } from './trainer.ts';
import { PSNR_FILE, PsnrTable, psnrSection } from './watch/psnr-table.ts';

/** What a run on digits has come to. */
interface DigitResult {
  readonly config: RunConfig;
  readonly step: number;
  readonly weights: Tensors;
  readonly metrics: readonly Metric[];
}

/**
 * Writes a checkpoint of the run in `directory`, the last one when left out, to `target` as a bundle with its card and loss curve, and
 * answers lines about it: what it has come to, and what was left out since it is of another step. The weights are the averaged ones
 * where the run kept them. Throws a CheckpointError without a checkpoint, or with one that is of no bundle, or of half a one, and where `target` holds
 * a run, this one or another: the bundle's history would take the place of the run's.
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
  await mkdir(target, { recursive: true });
  // A checkpoint may have come here without the record of its steps.
  if (metrics.length > 0) await writeFile(join(target, 'loss.png'), await lossCurve(metrics, courseOf(config).mileage));
  if (config.net === 'if-tiny') return exportTiny(directory, target, { config, step, weights, metrics });
  if (config.net === 'if-tiny-upscale') return exportUpscale(directory, target, { config, step, weights, metrics });
  if (config.net === 'emoji-judge') return exportJudge(directory, target, { config, step, weights, metrics });
  return exportDigits(directory, target, { config, step, weights, metrics });
}

async function exportDigits(directory: string, target: string, result: DigitResult): Promise<string> {
  const { config, step, weights, metrics } = result;
  const before = await historyIn(directory);
  const facts = factsOf(result, before);
  await writeHistory(target, [...before, await ownLap(directory, result)]);
  await writeLayout(target, layoutOf(config), weights);
  if (config.net === 'mnist-judge') return describeJudge(target, facts);
  const { mileage, ...course } = courseOf(config);
  const isLast = step === totalSteps(course);
  const hung = await hangPictures(directory, target, { step, epochs: mileage.after(step), isLast });
  const { figures, leftOut } = await measuredAt(step, PsnrTable, directory, PSNR_FILE);
  const card = [unetCard(facts), ...hung.section, ...(figures ? [psnrSection(figures)] : [])];
  await writeFile(join(target, 'README.md'), card.join('\n'));
  const loss = metrics.length > 0 ? `, final loss ${finalLossOf(metrics).toFixed(4)}` : '';
  return [
    `${target}: ${facts.epochs} ${facts.epochs === 1 ? 'epoch' : 'epochs'}${loss}`,
    ...(leftOut ? [leftOut] : []),
    ...hung.leftOut,
  ].join('\n');
}

async function writeLayout(target: string, { weights: path, configs }: Layout, weights: Tensors): Promise<void> {
  await mkdir(dirname(join(target, path)), { recursive: true });
  await writeSafetensors(join(target, path), weights, { format: 'pt' });
  for (const [name, config] of Object.entries(configs)) await writeJson(join(target, name), config);
}

async function describeJudge(target: string, facts: RunFacts): Promise<string> {
  const judge = await openJudge(target);
  const share = await accuracy(judge, loadMnist('test'));
  await judge.release();
  await writeFile(join(target, 'README.md'), judgeCard(facts, share));
  return `${target}: reads ${(share * 100).toFixed(2)}% of the test pictures`;
}

function factsOf({ config, step, weights, metrics }: DigitResult, before: readonly Lap[]): RunFacts {
  return {
    config,
    epochs: Number((step / stepsPerEpoch(config)).toFixed(2)),
    metrics,
    before,
    values: Object.values(weights).reduce((sum, { data }) => sum + data.length, 0),
  };
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
