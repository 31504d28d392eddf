import { join } from 'node:path';
import type { Tensors } from '../../tensor/tensor.ts';
import { stepsPerEpoch } from '../epochs.ts';
import { finalLossOf } from '../facts.ts';
import { historyIn, type Lap, ownLap, writeHistory } from '../history.ts';
import { measuredAt } from '../measured.ts';
import type { Metric } from '../metrics-file.ts';
import { type Exported, writeJson, writeWeights } from '../output.ts';
import { totalSteps } from '../plan.ts';
import { judgeCard, type RunFacts, unetCard } from './card.ts';
import type { DigitConfig } from './config.ts';
import { hangPictures } from './gallery.ts';
import { accuracy, openJudge } from './judge.ts';
import { type Layout, layoutOf } from './layout.ts';
import { loadMnist } from './mnist.ts';
import { digitPlan } from './plan.ts';
import { PSNR_FILE, PsnrTable, psnrSection } from './watch/psnr-table.ts';

/** What a run on digits has come to. */
interface DigitResult {
  readonly config: DigitConfig;
  readonly step: number;
  readonly weights: Tensors;
  readonly metrics: readonly Metric[];
}

/** Writes the run in `directory` to `target` but for its card, which it answers. */
export async function exportDigits(directory: string, target: string, result: DigitResult): Promise<Exported> {
  const { config, step, weights, metrics } = result;
  const before = await historyIn(directory);
  const facts = factsOf(result, before);
  await writeLayout(target, layoutOf(config), weights);
  await writeHistory(target, [...before, await ownLap(directory, result)]);
  if (config.net === 'mnist-judge') return describeJudge(target, facts);
  const plan = digitPlan(config);
  const isLast = step === totalSteps(plan);
  const hung = await hangPictures(directory, target, { step, epochs: plan.mileage.after(step), isLast });
  const { figures, leftOut } = await measuredAt(step, PsnrTable, directory, PSNR_FILE);
  const scores = figures && config.net === 'mnist-denoiser' ? [psnrSection(figures, config.sigma)] : [];
  const loss = metrics.length > 0 ? `, final loss ${finalLossOf(metrics).toFixed(4)}` : '';
  const reached = `${target}: ${facts.epochs} ${facts.epochs === 1 ? 'epoch' : 'epochs'}${loss}`;
  return {
    card: [unetCard(facts), ...hung.section, ...scores].join('\n'),
    lines: [reached, ...(leftOut ? [leftOut] : []), ...hung.leftOut],
  };
}

async function writeLayout(target: string, { weights: path, configs }: Layout, weights: Tensors): Promise<void> {
  await writeWeights(join(target, path), weights);
  for (const [name, config] of Object.entries(configs)) await writeJson(join(target, name), config);
}

async function describeJudge(target: string, facts: RunFacts): Promise<Exported> {
  const judge = await openJudge(target);
  const share = await accuracy(judge, loadMnist('test')).finally(() => judge.release());
  return {
    card: judgeCard(facts, share),
    lines: [`${target}: reads ${(share * 100).toFixed(2)}% of the test pictures`],
  };
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
