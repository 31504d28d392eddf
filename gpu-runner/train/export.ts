import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeSafetensors } from '../bundle/safetensors.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { judgeCard, type RunFacts, unetCard } from './card.ts';
import { type Checkpoint, CheckpointError, loadCheckpoint } from './checkpoint.ts';
import { courseOf } from './configs.ts';
import { lossCurve } from './curve.ts';
import { loadMnist } from './dataset.ts';
import { exportJudge } from './emoji-judge/export.ts';
import { hangPictures } from './gallery.ts';
import { exportTiny } from './if-tiny/export.ts';
import { exportUpscale } from './if-tiny/upscale/export.ts';
import { accuracy, openJudge } from './judge/judge.ts';
import { type Layout, layoutOf } from './layout.ts';
import { type Metric, readMetrics, secondsOf } from './metrics.ts';
import { type RunConfig, stepsPerEpoch } from './run.ts';
import { trainedWeights } from './state.ts';
import { metricsPath } from './trainer.ts';
import { PSNR_FILE, psnrSection } from './watch/psnr-table.ts';

type DigitCheckpoint = Checkpoint & { readonly config: RunConfig };

/** Steps whose mean is the final loss of a run. */
const FINAL_STEPS = 200;

/**
 * Writes the last checkpoint in `directory` to `target` as a bundle with its card and loss curve, and answers a line
 * about it. The weights are the averaged ones where the run kept them. Throws a CheckpointError without a checkpoint, or with
 * one that is of no bundle.
 */
export async function exportRun(directory: string, target: string): Promise<string> {
  const { checkpoint } = await loadCheckpoint(directory);
  const { config, step, state } = checkpoint;
  if (config.net === 'if-tiny-text')
    throw new CheckpointError(`${directory} has read texts, and draws none: train if-tiny --from it`);
  const metrics = readMetrics(metricsPath(directory)).filter((metric) => metric.step <= step);
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'loss.png'), await lossCurve(metrics, courseOf(config).mileage));
  const weights = trainedWeights(checkpoint);
  if (config.net === 'if-tiny') return exportTiny(directory, target, { config, step, weights, metrics });
  if (config.net === 'if-tiny-upscale') return exportUpscale(directory, target, { config, step, weights, metrics });
  if (config.net === 'emoji-judge') return exportJudge(directory, target, { config, step, weights, metrics });
  return exportDigits(directory, target, { config, step, state }, metrics);
}

async function exportDigits(
  directory: string,
  target: string,
  { config, step, state }: DigitCheckpoint,
  metrics: readonly Metric[],
): Promise<string> {
  const weights = trainedWeights({ config, state });
  const facts = factsOf(config, step, metrics, weights);
  await writeLayout(target, layoutOf(config), weights);
  if (config.net === 'mnist-judge') return describeJudge(target, facts);
  const card = [unetCard(facts), ...(await hangPictures(directory, target)), ...(await scoresOf(directory))];
  await writeFile(join(target, 'README.md'), card.join('\n'));
  return `${target}: ${facts.epochs} epochs, final loss ${facts.finalLoss.toFixed(4)}`;
}

/** What was measured of the run, as a section of its card. */
async function scoresOf(directory: string): Promise<string[]> {
  const path = join(directory, PSNR_FILE);
  return existsSync(path) ? [psnrSection(JSON.parse(await readFile(path, 'utf8')))] : [];
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

function factsOf(config: RunConfig, step: number, metrics: readonly Metric[], weights: Tensors): RunFacts {
  const last = metrics.slice(-FINAL_STEPS);
  return {
    config,
    epochs: Number((step / stepsPerEpoch(config)).toFixed(2)),
    finalLoss: last.reduce((sum, { loss }) => sum + loss, 0) / last.length,
    finalSteps: last.length,
    hours: secondsOf(metrics) / 3600,
    values: Object.values(weights).reduce((sum, { data }) => sum + data.length, 0),
  };
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
