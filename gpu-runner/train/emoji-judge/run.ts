import { z } from 'zod';
import { type ClassifierSizes, pictureClassifier } from '../../nets/emoji/classifier.ts';
import type { CaptionedPictures } from '../dataset/dataset.ts';
import { epochOf, stepsPerEpoch } from '../epochs.ts';
import type { TrainingPlan } from '../plan.ts';

/** What determines a run of the judge of pictures, beside the pictures. All of it goes through a checkpoint's metadata, which holds strings. */
export const JudgeConfig = z.object({
  net: z.literal('emoji-judge'),
  /** Channels of the first level. */
  hidden: z.coerce.number(),
  epochs: z.coerce.number(),
  batch: z.coerce.number(),
  /** Adam's greatest learning rate. */
  lr: z.coerce.number(),
  /** The run uses the first `limit` pictures. */
  limit: z.coerce.number(),
  seed: z.coerce.number(),
  /** Decay of the moving average of the weights. */
  ema: z.coerce.number(),
  /** Names of what it tells apart, with commas between them. */
  things: z.string(),
  styles: z.string(),
  /** The data set. */
  digest: z.string(),
});
export type JudgeConfig = z.infer<typeof JudgeConfig>;

export const JUDGE_DEFAULTS = { hidden: 32, epochs: 6, batch: 128, lr: 4e-3, seed: 0, ema: 0.998 };

/** Steps over which the learning rate rises. */
const WARM_UP = 200;
/** Part of the learning rate that is left at the end. */
const LAST_RATE = 0.01;

/** The names that the judge's scores stand for, in their order. */
export interface Labels {
  readonly things: readonly string[];
  readonly styles: readonly string[];
}

export function labelsOf({ things, styles }: Pick<JudgeConfig, 'things' | 'styles'>): Labels {
  return { things: things.split(','), styles: styles.split(',') };
}

/** What a configuration tells of captioned pictures: every name that occurs. */
export function describeLabels({ things, styles, digest }: CaptionedPictures) {
  const names = (all: readonly string[]) => [...new Set(all)].toSorted().join(',');
  return { things: names(things.flat()), styles: names(styles), digest };
}

export function judgeNet(config: JudgeConfig) {
  return pictureClassifier(sizesOf(config.hidden, labelsOf(config)));
}

export function sizesOf(hidden: number, { things, styles }: Labels): ClassifierSizes {
  return { hidden, things: things.length, styles: styles.length };
}

/** A run of the judge: one phase, looked at after each epoch. The learning rate rises, then falls as half a cosine. */
export function judgePlan(config: JudgeConfig): TrainingPlan {
  const { epochs, batch, seed, ema, lr } = config;
  const perEpoch = stepsPerEpoch(config);
  const falling = (index: number) => (1 + Math.cos((Math.PI * index) / (epochs * perEpoch))) / 2;
  return {
    phases: [{ steps: epochs * perEpoch, batch, cost: 1, net: () => judgeNet(config) }],
    seed,
    ema,
    learningRate: (index) => lr * Math.min(1, (index + 1) / WARM_UP) * (LAST_RATE + (1 - LAST_RATE) * falling(index)),
    partOf: (index) => `epoch ${epochOf(config, index) + 1}/${epochs}`,
    mileage: {
      unit: 'epoch',
      after: (step) => step / perEpoch,
      isMilestone: (step) => step % perEpoch === 0,
    },
  };
}
