import { join } from 'node:path';
import type { z } from 'zod';
import { SIDE } from '../../nets/emoji/classifier.ts';
import type { Tensors } from '../../tensor/tensor.ts';
import { readManifest } from '../dataset/dataset.ts';
import { historyIn } from '../history.ts';
import { measuredAt } from '../measured.ts';
import type { Metric } from '../metrics-file.ts';
import { type Exported, writeJson, writeWeights } from '../output.ts';
import { percent } from '../percent.ts';
import { ACCURACY_FILE, Accuracy } from './accuracy.ts';
import { accuracySection } from './accuracy-text.ts';
import { judgeCard } from './card.ts';
import { FILES, type JudgeFile } from './judge.ts';
import { type JudgeConfig, labelsOf } from './run.ts';
import { Shares } from './shares.ts';

/** What a run has come to. */
export interface JudgeResult {
  readonly config: JudgeConfig;
  readonly step: number;
  readonly weights: Tensors;
  readonly metrics: readonly Metric[];
}

/** Writes the run in `directory` to `target`, weights in half precision, but for its card, which it answers. */
export async function exportJudge(directory: string, target: string, result: JudgeResult): Promise<Exported> {
  const { config, weights, step } = result;
  const { figures: accuracy, leftOut } = await measuredAt(step, Accuracy, directory, ACCURACY_FILE);
  const file: z.infer<typeof JudgeFile> = {
    _class_name: 'PictureClassifier',
    sample_size: SIDE,
    hidden: config.hidden,
    ...labelsOf(config),
    ...(accuracy && { accuracy: Shares.parse(accuracy) }),
  };
  await writeWeights(join(target, FILES.weights), weights, 'F16');
  await writeJson(join(target, FILES.config), file);
  const before = await historyIn(directory);
  const card = [
    judgeCard(result, await readManifest(directory), before),
    ...(accuracy ? [accuracySection(accuracy, before)] : []),
  ];
  const reads = accuracy ? `, reads ${percent(accuracy.top1)} of the test pictures` : '';
  return { card: card.join('\n'), lines: [`${target}: ${step} steps${reads}`, ...(leftOut ? [leftOut] : [])] };
}
