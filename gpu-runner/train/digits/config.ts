import { Optimiser, type Training, trainingDefaults } from '@manifold/shared/recipe/training';
import { z } from 'zod';

/** The nets of digits this repo trains, by the name given on the command line. */
export const DIGIT_NET_NAMES = ['mnist-denoiser', 'mnist-time', 'mnist-class', 'mnist-flow', 'mnist-judge'] as const;
export type DigitNetName = (typeof DIGIT_NET_NAMES)[number];

/**
 * What each net is trained with where nothing else is told; of the variations it takes those that are here. They are the widths,
 * epochs, batches and rates of CS180 project 5B: https://cal-cs180.github.io/fa24/hw/proj5/partb.html, the flow's rate and loss as
 * in its edition of fall 2025; and the judge's, which is ours. The flow's epochs and batch, and the averages of the weights, are
 * ours as well.
 */
export const DIGIT_DEFAULTS = {
  ...trainingDefaults,
  'mnist-judge': { hidden: 0, epochs: 6, batch: 128, lr: 1e-3, limit: 60_000, seed: 0, ema: 0.99, decay: 0.1 },
};

const number = z.coerce.number();

const common = {
  /** Width of the U-Net's first level; the judge has one width only and ignores it. */
  hidden: number,
  epochs: number,
  batch: number,
  /** First learning rate. Runs from before it was written used this one. */
  lr: number.default(1e-3),
  /** The run uses the first `limit` training pictures. */
  limit: number,
  seed: number,
  /** Decay of the moving average of the weights. */
  ema: number,
};

/** Part of the learning rate that is left at the end of the run, see `digitPlan`. */
const decay = (net: DigitNetName) => number.default(DIGIT_DEFAULTS[net].decay);
/** Share of the pictures trained without their class, which classifier-free guidance needs (Ho and Salimans, 2022). */
const drop = (net: 'mnist-class' | 'mnist-flow') => number.default(DIGIT_DEFAULTS[net].drop);
/** Length T of the diffusion. */
const timesteps = (net: 'mnist-time' | 'mnist-class') => number.default(DIGIT_DEFAULTS[net].timesteps);
/** Standard deviation of the noise that the denoiser takes off. */
const sigma = number.default(DIGIT_DEFAULTS['mnist-denoiser'].sigma);

/** What all nets have but the judge. */
function unet<N extends Training['net']>(net: N) {
  const optimiser = Optimiser.default(DIGIT_DEFAULTS[net].optimiser);
  return { net: z.literal(net), ...common, optimiser, decay: decay(net) };
}

/**
 * What determines a training run on digits; with the same values it yields the same parameters, byte for byte, at one thread count.
 * All of it goes through a checkpoint's metadata, which holds strings. A variation that a checkpoint, a job or a command leaves out
 * is filled in here, once, from `DIGIT_DEFAULTS`.
 */
export const DigitConfig = z.discriminatedUnion('net', [
  z.object({ ...unet('mnist-denoiser'), sigma }),
  z.object({ ...unet('mnist-time'), timesteps: timesteps('mnist-time') }),
  z.object({ ...unet('mnist-class'), drop: drop('mnist-class'), timesteps: timesteps('mnist-class') }),
  z.object({ ...unet('mnist-flow'), drop: drop('mnist-flow') }),
  z.object({ net: z.literal('mnist-judge'), ...common, decay: decay('mnist-judge') }),
]);
export type DigitConfig = z.infer<typeof DigitConfig>;

/** The configuration of a run of one net, or of one of several. */
export type DigitConfigOf<N extends DigitNetName> = Extract<DigitConfig, { net: N }>;
