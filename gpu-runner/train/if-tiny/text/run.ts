import { z } from 'zod';
import { TOKENS } from '../../../bundle/kinds/if-unet.ts';
import { textReader } from '../../../nets/if/text-reader.ts';
import type { TrainingPlan } from '../../plan.ts';
import { networksOf } from '../networks.ts';
import { planInStretches, Stretches } from '../run.ts';

/**
 * What determines a run that reads, before if-tiny is trained from it, beside the pictures. All of it goes through a checkpoint's
 * metadata, which holds strings.
 */
export const TextConfig = z.object({
  net: z.literal('if-tiny-text'),
  /** side:captions:batch of each phase, of the pictures that captions are read for: `16:200000:128`. */
  sizes: Stretches,
  /** Adam's greatest learning rate. */
  lr: z.coerce.number(),
  seed: z.coerce.number(),
  /** Decay of the moving average of the weights. */
  ema: z.coerce.number(),
  /** Pieces that the tokenizer knows. */
  vocabulary: z.coerce.number(),
  /** The data set. */
  digest: z.string(),
});
export type TextConfig = z.infer<typeof TextConfig>;

export const TEXT_DEFAULTS = { sizes: '16:200000:128', lr: 2e-3, seed: 0, ema: 0.995 };

/** A run that reads captions: how the text encoder begins that if-tiny goes on with. */
export function textPlan(config: TextConfig): TrainingPlan {
  // Of the U-Net there is only what reads the text, which has no levels.
  const networks = (size: number) => networksOf({ size, widths: [32], vocabulary: config.vocabulary });
  return planInStretches(config, {
    cost: () => 1,
    net: (size) => textReader(networks(size), TOKENS, size),
  });
}
