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
  /** Adam's first learning rate. Runs from before it was written used this one. */
  lr: z.coerce.number().default(1e-3),
  /** The run uses the first `limit` training pictures. */
  limit: z.coerce.number(),
  seed: z.coerce.number(),
  /** Decay of the moving average of the weights. */
  ema: z.coerce.number(),
});
export type DigitConfig = z.infer<typeof DigitConfig>;
