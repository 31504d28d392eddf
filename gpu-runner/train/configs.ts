import { z } from 'zod';
import type { Course } from './course.ts';
import { digitCourse } from './digit-course.ts';
import { JudgeConfig, judgeCourse } from './emoji-judge/run.ts';
import { TinyConfig, tinyCourse } from './if-tiny/run.ts';
import { TextConfig, textCourse } from './if-tiny/text/run.ts';
import { UpscaleConfig, upscaleCourse } from './if-tiny/upscale/run.ts';
import { NETS, type RunConfig } from './run.ts';

/** A run on digits, as a checkpoint's metadata tells of it: in strings. */
const DigitConfig = z.object({
  net: z.enum(NETS),
  hidden: z.coerce.number(),
  epochs: z.coerce.number(),
  batch: z.coerce.number(),
  /** Runs from before it was written used this one. */
  lr: z.coerce.number().default(1e-3),
  limit: z.coerce.number(),
  seed: z.coerce.number(),
  ema: z.coerce.number(),
}) satisfies z.ZodType<RunConfig>;

/** What determines a run of any kind, read from a checkpoint's metadata; `net` says which kind. */
export const Config = z.discriminatedUnion('net', [DigitConfig, TextConfig, TinyConfig, UpscaleConfig, JudgeConfig]);
export type Config = z.infer<typeof Config>;

/** Whether a run is of one of `NETS`. */
export function isOfDigits(config: Config): config is RunConfig {
  return NETS.some((net) => net === config.net);
}

export function courseOf(config: Config): Course {
  if (config.net === 'if-tiny-text') return textCourse(config);
  if (config.net === 'if-tiny') return tinyCourse(config);
  if (config.net === 'if-tiny-upscale') return upscaleCourse(config);
  return config.net === 'emoji-judge' ? judgeCourse(config) : digitCourse(config);
}
