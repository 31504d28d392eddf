import { join } from 'node:path';
import { Optimiser } from '@manifold/shared/recipe/training';
import { z } from 'zod';
import { TOKENS } from '../../bundle/kinds/if-unet.ts';
import { declarationsOf } from '../../nets/declarations.ts';
import { textToImage } from '../../nets/if/text-to-image.ts';
import type { IfUnetSize } from '../../nets/if/unet.ts';
import type { TrainableNet } from '../../nets/net.ts';
import type { Tensors } from '../../tensor/tensor.ts';
import { costOf, phaseAt, type TrainingPlan, totalSteps } from '../plan.ts';
import { networksOf } from './networks.ts';

/** Part of a run on pictures of one size. */
interface Stretch {
  /** Pixels on a side; the last one's are the pictures' own. */
  readonly size: number;
  readonly images: number;
  readonly batch: number;
}

/** Stretches as a configuration writes them: size:images:batch of each. */
export const Stretches = z
  .string()
  .regex(/^[1-9]\d*(:[1-9]\d*){2}(,[1-9]\d*(:[1-9]\d*){2})*$/, 'must be S:N:B,... in whole numbers, none of them 0');

/**
 * What determines a run of if-tiny, beside its pictures. All of it goes through a checkpoint's metadata, which holds strings.
 */
export const TinyConfig = z.object({
  net: z.literal('if-tiny'),
  /** Channels of the U-Net's levels, the finest first: `16,32,64,128`. */
  widths: z.string().regex(/^\d+(,\d+)*$/),
  /** size:images:batch of each phase: `8:64000:32,64:80000:32`. */
  sizes: Stretches.refine(areHalvings, 'each size must be the last one, or that halved: once, twice, ...'),
  /** The greatest learning rate. */
  lr: z.coerce.number(),
  /** Runs from before it was written used Adam. */
  optimiser: Optimiser.default('adam'),
  /** Bound of the signal-to-noise ratio in the draw of timesteps, see `timestepShares`; 0 draws all alike. */
  snr: z.coerce.number(),
  /**
   * What the U-Net learns to answer: the v of Salimans and Ho 2022 (arXiv:2202.00512), which checkpoints call so, and no velocity
   * of a flow. Runs from before this was written learnt the noise, and cannot go on.
   */
  answers: z.literal('velocity'),
  seed: z.coerce.number(),
  /** Decay of the moving average of the weights. */
  ema: z.coerce.number(),
  /** Pieces that the tokenizer knows. */
  vocabulary: z.coerce.number(),
  /** The data set. */
  digest: z.string(),
});
export type TinyConfig = z.infer<typeof TinyConfig>;

export const TINY_DEFAULTS = {
  widths: '16,32,64,128',
  sizes: '8:64000:32,16:96000:32,64:120000:32',
  lr: 2e-3,
  optimiser: 'muon' as Optimiser,
  snr: 1,
  seed: 0,
  ema: 0.995,
};

/** Where the tokenizer of a data set lies in its directory, and a run's in its own. */
export function tokenizerIn(directory: string): string {
  return join(directory, 'tokenizer');
}

/** Steps over which the learning rate rises, in each phase. */
const WARM_UP = 100;
/** Part of the learning rate that is left at the end. */
const LAST_RATE = 0.05;
/** The greatest norm of the gradients. */
const CLIP = 1;
/** Looks at what was learnt, in each phase. */
const LOOKS = 6;

export function stretchesOf({ sizes }: Pick<TinyConfig, 'sizes'>): Stretch[] {
  return sizes.split(',').map((part) => {
    const [size, images, batch] = part.split(':').map(Number);
    return { size: size!, images: images!, batch: batch! };
  });
}

/** Whether each size is the last one's, halved some times or not at all: what a level of the U-Net does. */
function areHalvings(sizes: string): boolean {
  const halvings = stretchesOf({ sizes }).map(({ size }) => Math.log2(fullSize({ sizes }) / size));
  return halvings.every((count) => Number.isInteger(count) && count >= 0);
}

/** Both networks' configurations for the pictures that the run ends with. */
export function tinyNetworks(config: TinyConfig) {
  return networksOf({ size: fullSize(config), widths: widthsOf(config), vocabulary: config.vocabulary });
}

/** Pixels on a side of what the run ends with. */
export function fullSize(config: Pick<TinyConfig, 'sizes'>): number {
  return stretchesOf(config).at(-1)!.size;
}

function widthsOf({ widths }: TinyConfig): number[] {
  return widths.split(',').map(Number);
}

/** The network for pictures of `size`: each halving leaves out a level, but for the coarsest. */
function netSize(config: TinyConfig, size: number): IfUnetSize {
  const without = Math.min(Math.log2(fullSize(config) / size), widthsOf(config).length - 1);
  return { height: size, width: size, tokens: TOKENS, without };
}

/**
 * A run of if-tiny: a network that grows with its pictures (Karras et al. 2018, arXiv:1710.10196), from the coarsest levels
 * outwards, since small pictures cost little and teach most of what words mean. A small picture has the noise that is left in
 * the large one once it is reduced, so that every timestep stays as noisy to the levels that were there before. A phase forgets
 * the levels that it leaves out, see `forgets`.
 */
export function tinyPlan(config: TinyConfig): TrainingPlan {
  return planInStretches(config, {
    cost: costOfSide,
    net: (size) => tinyNet(config, size),
  });
}

function tinyNet(config: TinyConfig, size: number): TrainableNet {
  return textToImage(tinyNetworks(config), netSize(config, size));
}

/** All that the network of a run can be while it grows, the whole one last. */
export function tinyNets(config: TinyConfig): TrainableNet[] {
  return widthsOf(config)
    .map((_, without) => tinyNet(config, fullSize(config) / 2 ** without))
    .toReversed();
}

/** Whether the first phase leaves out levels that `state` has learnt: they would begin anew when the net grows again. */
export function forgets(config: TinyConfig, state: Tensors): boolean {
  const { phases } = tinyPlan(config);
  const namesIn = (net: TrainableNet) => [...declarationsOf(net).keys()];
  const first = new Set(namesIn(phases[0]!.net()));
  return namesIn(phases.at(-1)!.net()).some((name) => !first.has(name) && `param.${name}` in state);
}

/** What pictures of a size are to a run: what one costs, and the net that is trained on them. */
interface Sized {
  cost(size: number): number;
  net(size: number): TrainableNet;
}

/** A run in phases of pictures of one size. The learning rate rises in each, then falls as half a cosine of the cost that is spent. */
export function planInStretches(
  config: Pick<TinyConfig, 'sizes' | 'lr' | 'seed' | 'ema'> & Partial<Pick<TinyConfig, 'optimiser'>>,
  { cost, net }: Sized,
): TrainingPlan {
  const phases = stretchesOf(config).map(({ size, images, batch }) => ({
    steps: Math.ceil(images / batch),
    batch,
    cost: cost(size),
    net: () => net(size),
  }));
  const plan = { phases };
  const whole = costOf(plan, totalSteps(plan));
  const falling = (index: number) => (1 + Math.cos((Math.PI * costOf(plan, index)) / whole)) / 2;
  const sizeAt = (index: number) => stretchesOf(config)[phaseAt(plan, index).number]!.size;
  return {
    phases,
    seed: config.seed,
    ema: config.ema,
    clip: CLIP,
    ...(config.optimiser && { optimiser: config.optimiser }),
    learningRate: (index) => {
      const warmth = Math.min(1, (index - phaseAt(plan, index).first + 1) / WARM_UP);
      return config.lr * warmth * (LAST_RATE + (1 - LAST_RATE) * falling(index));
    },
    partOf: (index) => `${sizeAt(index)} px`,
    mileage: {
      unit: 'thousand pictures',
      after: (step) => imagesAfter(plan, step) / 1000,
      isMilestone: (step) => {
        const { phase, first } = phaseAt(plan, step - 1);
        const look = (at: number) => Math.floor((LOOKS * at) / phase.steps);
        return look(step - first) > look(step - 1 - first);
      },
    },
  };
}

/** The pictures seen in so many steps. */
export function imagesAfter({ phases }: Pick<TrainingPlan, 'phases'>, steps: number): number {
  return costOf({ phases: phases.map((phase) => ({ ...phase, cost: 1 })) }, steps);
}

/** What a picture costs, as was measured: the finer levels are narrow, and the text is as long for a small one. */
function costOfSide(size: number): number {
  return (size / 64) ** 0.6;
}
