import { Optimiser } from '@manifold/shared/recipe/training';
import { z } from 'zod';

/** The nets of digits this repo trains, by the name given on the command line. */
export const DIGIT_NET_NAMES = ['mnist-denoiser', 'mnist-time', 'mnist-class', 'mnist-flow', 'mnist-judge'] as const;
export type DigitNetName = (typeof DIGIT_NET_NAMES)[number];

/**
 * What determines a training run on digits; with the same values it yields the same parameters, byte for byte, at one thread count.
 * All of it goes through a checkpoint's metadata, which holds strings.
 */
export const DigitConfig = z.object({
  net: z.enum(DIGIT_NET_NAMES),
  /** Width of the U-Net's first level; the judge has one width only and ignores it. */
  hidden: z.coerce.number(),
  epochs: z.coerce.number(),
  batch: z.coerce.number(),
  /** First learning rate. Runs from before it was written used this one. */
  lr: z.coerce.number().default(1e-3),
  /** The run uses the first `limit` training pictures. */
  limit: z.coerce.number(),
  seed: z.coerce.number(),
  /** Decay of the moving average of the weights. */
  ema: z.coerce.number(),
  /** Of these a net has those that its defaults have; one that is not told is as there, see `inFull`. */
  optimiser: Optimiser.optional(),
  /** Part of the learning rate that is left at the end of the run, see `digitPlan`. */
  decay: z.coerce.number().optional(),
  /** Standard deviation of the noise that a denoiser takes off. */
  sigma: z.coerce.number().optional(),
  /** Share of the pictures that are shown without their class. */
  drop: z.coerce.number().optional(),
  /** Length T of the diffusion. */
  timesteps: z.coerce.number().optional(),
});
export type DigitConfig = z.infer<typeof DigitConfig>;
