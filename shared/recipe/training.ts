import { z } from 'zod';
import { Seed } from './seed.ts';

/** Version of the schema and of the training's semantics: it changes when the same training would give other weights, but for rounding. */
export const trainingVersion = 1;

/** The nets that can be trained as a job; all of them learn MNIST. */
export const TrainableNet = z.enum(['mnist-denoiser', 'mnist-time', 'mnist-class', 'mnist-flow']);
export type TrainableNet = z.infer<typeof TrainableNet>;

/** Pictures of the training split. */
const pictures = 60_000;

/** What a training takes beside its net, each within its bounds. */
export const trainingFields = {
  hidden: z.int().min(1).max(512).meta({ description: "Width D of the U-Net's finest level." }),
  epochs: z.int().min(1).max(1000).meta({ description: 'Passes over the pictures.' }),
  batch: z.int().min(1).max(1024).meta({ description: 'Pictures a step, at most limit.' }),
  lr: z.number().min(1e-8).max(10).meta({ description: "Adam's first learning rate." }),
  limit: z.int().min(1).max(pictures).meta({ description: 'Use the first so many training pictures.' }),
  seed: Seed.meta({ description: 'Seed of weights, order, timesteps and noise.' }),
  ema: z.number().min(0).max(0.99999).meta({ description: 'Decay of the averaged weights; 0 for none.' }),
};

/** What determines the weights, completely. Its canonical JSON is hashed; the hash names the computation and its result. */
export const Training = z
  .strictObject({ version: z.literal(trainingVersion), net: TrainableNet, ...trainingFields })
  .refine(({ batch, limit }) => batch <= limit, { path: ['batch'], message: 'must be at most limit' })
  .meta({ id: 'Training' });
export type Training = z.infer<typeof Training>;

/** What each net is trained with when nothing else is asked for: the course's values; the averages are ours. */
export const trainingDefaults: Readonly<Record<TrainableNet, Omit<Training, 'version' | 'net'>>> = {
  'mnist-denoiser': { hidden: 128, epochs: 5, batch: 256, lr: 1e-4, limit: pictures, seed: 0, ema: 0.99 },
  'mnist-time': { hidden: 64, epochs: 20, batch: 128, lr: 1e-3, limit: pictures, seed: 0, ema: 0.999 },
  'mnist-class': { hidden: 64, epochs: 20, batch: 128, lr: 1e-3, limit: pictures, seed: 0, ema: 0.999 },
  'mnist-flow': { hidden: 64, epochs: 10, batch: 64, lr: 1e-2, limit: pictures, seed: 0, ema: 0.999 },
};

/** Optimisation steps; pictures that fill no batch are left over in each epoch. */
export function trainingSteps({ limit, batch, epochs }: Training): number {
  return epochs * Math.floor(limit / batch);
}

/** The cost in U-Net rows of the net itself: for each picture one row forward, and gradients that cost two. */
export function trainingRows(training: Training): number {
  return 3 * training.batch * trainingSteps(training);
}

/** FLOP of a row as a polynomial in the width D: that of D^2, then that of D. */
const rowFlop: Readonly<Record<TrainableNet, readonly [square: number, linear: number]>> = {
  'mnist-denoiser': [130_340, 28_224],
  'mnist-time': [130_350, 28_230],
  'mnist-class': [130_360, 28_290],
  'mnist-flow': [130_360, 28_290],
};

/** The cost in GFLOP. */
export function trainingCost(training: Training): number {
  const [square, linear] = rowFlop[training.net];
  const { hidden } = training;
  return (trainingRows(training) * (square * hidden ** 2 + linear * hidden)) / 1e9;
}
