import { z } from 'zod';
import { Seed } from './seed.ts';

/** Version of the schema and of the training's semantics: it changes when the same training would give other weights, but for rounding. */
export const trainingVersion = 1;

/** The nets that can be trained as a job; all of them learn MNIST. */
export const MnistNet = z.enum(['mnist-denoiser', 'mnist-time', 'mnist-class', 'mnist-flow']);
export type MnistNet = z.infer<typeof MnistNet>;

/** Pictures of the training split. */
const pictures = 60_000;

/** What a training takes beside its net, each within its bounds. */
export const trainingFields = {
  hidden: z.int().min(1).max(512).meta({ description: "Width D of the U-Net's finest level." }),
  epochs: z.int().min(1).max(1000).meta({ description: 'Passes over the pictures.' }),
  batch: z.int().min(1).max(1024).meta({ description: 'Pictures a step, at most limit.' }),
  lr: z.number().min(1e-8).max(10).meta({ description: 'First learning rate.' }),
  limit: z.int().min(1).max(pictures).meta({ description: 'Use the first so many training pictures.' }),
  seed: Seed.meta({ description: 'Seed of weights, order, timesteps and noise.' }),
  ema: z.number().min(0).max(0.99999).meta({ description: 'Decay of the averaged weights; 0 for none.' }),
};

/** What moves the parameters: Adam all of them, or Muon those that it is made for, and Adam the rest. */
export const Optimiser = z.enum(['adam', 'muon']);
export type Optimiser = z.infer<typeof Optimiser>;

/** What a training may also do otherwise than its net's defaults. A net takes those of these that its defaults have. */
export const variationFields = {
  optimiser: Optimiser.meta({ description: 'Adam, or Muon for matrices between hidden layers and Adam for all else.' }),
  decay: z
    .number()
    .min(0.001)
    .max(1)
    .meta({ description: 'Share of the learning rate left at the end; 1 for constant.' }),
  sigma: z.number().min(0.01).max(10).meta({ description: 'mnist-denoiser: standard deviation of the noise.' }),
  drop: z.number().min(0).max(1).meta({ description: 'mnist-class, mnist-flow: share of pictures without class.' }),
  timesteps: z.int().min(2).max(1000).meta({ description: 'mnist-time, mnist-class: length T of the diffusion.' }),
};

/** Their names, in order. */
export const variationNames = Object.keys(variationFields) as (keyof typeof variationFields)[];

const variations = z.object(variationFields).partial().shape;

/**
 * What determines the weights, completely; a variation that is left out is that of `trainingDefaults`. Its canonical JSON is hashed;
 * the hash names the computation and its result.
 */
export const Training = z
  .strictObject({ version: z.literal(trainingVersion), net: MnistNet, ...trainingFields, ...variations })
  .refine(({ batch, limit }) => batch <= limit, { path: ['batch'], message: 'must be at most limit' })
  .meta({ id: 'Training' });
export type Training = z.infer<typeof Training>;

const usual = { limit: pictures, seed: 0, optimiser: 'adam' as Optimiser };
const sampled = { ...usual, hidden: 64, ema: 0.999, decay: 0.1 };

/**
 * What each net is trained with when nothing else is asked for: the course's values; the averages are ours. Of the variations the
 * canonical form leaves out those of here: with another of them there must be another `trainingVersion`.
 */
export const trainingDefaults = {
  'mnist-denoiser': { ...usual, hidden: 128, epochs: 5, batch: 256, lr: 1e-4, ema: 0.99, decay: 1, sigma: 0.5 },
  'mnist-time': { ...sampled, epochs: 20, batch: 128, lr: 1e-3, timesteps: 300 },
  'mnist-class': { ...sampled, epochs: 20, batch: 128, lr: 1e-3, drop: 0.1, timesteps: 300 },
  'mnist-flow': { ...sampled, epochs: 10, batch: 64, lr: 1e-2, drop: 0.1 },
} satisfies Readonly<Record<MnistNet, Omit<Training, 'version' | 'net'>>>;

/** The training as its hash has it: a variation that its net has anyway is left out. */
export function canonicalTraining(training: Training): Training {
  const defaults: Partial<Training> = trainingDefaults[training.net];
  const isTold = (key: string) =>
    !(key in variationFields) || training[key as keyof Training] !== defaults[key as keyof Training];
  return Training.parse(Object.fromEntries(Object.entries(training).filter(([key]) => isTold(key))));
}

/** Optimisation steps; pictures that fill no batch are left over in each epoch. */
export function trainingSteps({ limit, batch, epochs }: Training): number {
  return epochs * Math.floor(limit / batch);
}

/** The cost in U-Net rows of the net itself: for each picture one row forward, and gradients that cost two. */
export function trainingRows(training: Training): number {
  return 3 * training.batch * trainingSteps(training);
}

/** FLOP of a row as a polynomial in the width D: that of D^2, then that of D. */
const rowFlop: Readonly<Record<MnistNet, readonly [square: number, linear: number]>> = {
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
