import { z } from 'zod';
import { DIGIT_NET_NAMES, DigitConfig } from './digits/config.ts';
import { digitPlan } from './digits/plan.ts';
import { JudgeConfig, judgePlan } from './emoji-judge/run.ts';
import { TinyConfig, tinyPlan } from './if-tiny/run.ts';
import { TextConfig, textPlan } from './if-tiny/text/run.ts';
import { UpscaleConfig, upscalePlan } from './if-tiny/upscale/run.ts';
import type { TrainingPlan } from './plan.ts';

/** What determines a run of any kind, read from a checkpoint's metadata; `net` says which kind. */
export const Config = z.discriminatedUnion('net', [DigitConfig, TextConfig, TinyConfig, UpscaleConfig, JudgeConfig]);
export type Config = z.infer<typeof Config>;

/** Whether a run is of one of `DIGIT_NET_NAMES`. */
export function isOfDigits(config: Config): config is DigitConfig {
  return DIGIT_NET_NAMES.some((net) => net === config.net);
}

export function trainingPlanOf(config: Config): TrainingPlan {
  if (config.net === 'if-tiny-text') return textPlan(config);
  if (config.net === 'if-tiny') return tinyPlan(config);
  if (config.net === 'if-tiny-upscale') return upscalePlan(config);
  return config.net === 'emoji-judge' ? judgePlan(config) : digitPlan(config);
}
