import type { Clip } from '@manifold/shared/recipe/recipe';
import { z } from 'zod';
import type { BetaSchedule } from '../kind.ts';

const beta = z.number().gt(0).lt(1);

/** What decides the betas, in a scheduler_config.json of diffusers' DDPMScheduler; its own defaults are filled in. */
const betaOptions = {
  _class_name: z.literal('DDPMScheduler'),
  _diffusers_version: z.string().optional(),
  num_train_timesteps: z.int().min(2).max(10_000).default(1000),
  beta_schedule: z.enum(['linear', 'squaredcos_cap_v2']).default('linear'),
  beta_start: beta.default(1e-4),
  beta_end: beta.default(0.02),
  trained_betas: z.null().default(null),
  rescale_betas_zero_snr: z.literal(false).default(false),
};

/** The scheduler that a second stage is sampled with, as either of DeepFloyd IF's is. What is not here is refused by its name. */
export const DenoisingScheduler = z.strictObject({
  ...betaOptions,
  prediction_type: z.literal('epsilon').default('epsilon'),
  variance_type: z.literal('learned_range'),
  timestep_spacing: z.literal('leading').default('leading'),
  steps_offset: z.literal(0).default(0),
  clip_sample: z.boolean().default(true),
  clip_sample_range: z.literal(1).default(1),
  thresholding: z.boolean().default(false),
  dynamic_thresholding_ratio: z.number().gt(0).max(1).default(0.995),
  sample_max_value: z.number().min(1).max(100).default(1),
  // An option of diffusers' DPM solvers that IF's files carry along; its DDPMScheduler, which has no such thing, passes over it.
  lambda_min_clipped: z.unknown().optional(),
});

/** That of a first stage, whose network may answer with v. */
export const FirstScheduler = DenoisingScheduler.extend({
  prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
});

/** The scheduler that only adds noise, to the picture that the second stage upscales: all but its betas goes unused. */
export const NoisingScheduler = z.object(betaOptions);

export function betasOf({ beta_schedule, beta_start, beta_end }: z.infer<typeof NoisingScheduler>): BetaSchedule {
  return beta_schedule === 'linear'
    ? { name: beta_schedule, first: beta_start, last: beta_end }
    : { name: beta_schedule };
}

/** How the scheduler keeps x0 in range: diffusers looks at thresholding first. */
export function clipOf(scheduler: Omit<z.infer<typeof DenoisingScheduler>, 'prediction_type'>): Clip {
  if (scheduler.thresholding) return { ratio: scheduler.dynamic_thresholding_ratio, max: scheduler.sample_max_value };
  return scheduler.clip_sample ? 'range' : 'none';
}
