import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeSafetensors } from '../bundle/safetensors.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { classCard, judgeCard, type RunFacts } from './card.ts';
import { type Checkpoint, loadCheckpoint } from './checkpoint.ts';
import { lossCurve } from './curve.ts';
import { loadMnist } from './dataset.ts';
import { accuracy, openJudge } from './judge.ts';
import { type Metric, readMetrics } from './metrics.ts';
import { stepsPerEpoch } from './run.ts';
import { TRAIN_SCHEDULE } from './schedule.ts';
import { weightsOf } from './state.ts';
import { metricsPath } from './trainer.ts';

/** Steps whose mean is the final loss of a run. */
const FINAL_STEPS = 200;

const MODEL_INDEX = {
  _class_name: 'MnistClassPipeline',
  unet: ['manifold', 'MnistClassUNet'],
  scheduler: ['diffusers', 'DDPMScheduler'],
};

const SCHEDULER = {
  _class_name: 'DDPMScheduler',
  ...TRAIN_SCHEDULE,
  prediction_type: 'epsilon',
  variance_type: 'fixed_large',
  clip_sample: false,
};

/**
 * Writes the last checkpoint in `directory` to `target` as a bundle with its card and loss curve, and answers a line
 * about it. The weights are the averaged ones where the run kept them. Throws a CheckpointError without a checkpoint.
 */
export async function exportRun(directory: string, target: string): Promise<string> {
  const { checkpoint } = await loadCheckpoint(directory);
  const metrics = readMetrics(metricsPath(directory)).filter(({ step }) => step <= checkpoint.step);
  const weights = weightsOf(checkpoint.state, checkpoint.config.ema > 0 ? 'ema' : 'param');
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'loss.png'), await lossCurve(metrics, stepsPerEpoch(checkpoint.config)));
  const facts = factsOf(checkpoint, metrics, weights);
  if (checkpoint.config.net === 'mnist-judge') return exportJudge(target, weights, facts);
  return exportClass(target, weights, facts);
}

async function exportClass(target: string, weights: Tensors, facts: RunFacts): Promise<string> {
  const unet = {
    _class_name: 'MnistClassUNet',
    hidden: facts.config.hidden,
    sample_size: 28,
    in_channels: 1,
    out_channels: 1,
    num_classes: 10,
  };
  await writeWeights(join(target, 'unet', 'diffusion_pytorch_model.safetensors'), weights);
  await writeJson(join(target, 'unet', 'config.json'), unet);
  await writeJson(join(target, 'scheduler', 'scheduler_config.json'), SCHEDULER);
  await writeJson(join(target, 'model_index.json'), MODEL_INDEX);
  await writeFile(join(target, 'README.md'), classCard(facts));
  return `${target}: ${facts.epochs} epochs, final loss ${facts.finalLoss.toFixed(4)}`;
}

async function exportJudge(target: string, weights: Tensors, facts: RunFacts): Promise<string> {
  await writeWeights(join(target, 'model.safetensors'), weights);
  await writeJson(join(target, 'config.json'), { _class_name: 'DigitClassifier', sample_size: 28, num_classes: 10 });
  const judge = await openJudge(target);
  const share = await accuracy(judge, loadMnist('test'));
  await judge.release();
  await writeFile(join(target, 'README.md'), judgeCard(facts, share));
  return `${target}: reads ${(share * 100).toFixed(2)}% of the test pictures`;
}

function factsOf({ config, step }: Checkpoint, metrics: readonly Metric[], weights: Tensors): RunFacts {
  const last = metrics.slice(-FINAL_STEPS);
  return {
    config,
    epochs: Number((step / stepsPerEpoch(config)).toFixed(2)),
    finalLoss: last.reduce((sum, { loss }) => sum + loss, 0) / last.length,
    finalSteps: last.length,
    hours: metrics.reduce((sum, { imagesPerSecond }) => sum + config.batch / imagesPerSecond, 0) / 3600,
    values: Object.values(weights).reduce((sum, { data }) => sum + data.length, 0),
  };
}

async function writeWeights(path: string, weights: Tensors): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeSafetensors(path, weights, { format: 'pt' });
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
