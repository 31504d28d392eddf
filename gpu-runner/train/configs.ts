import { z } from 'zod';
import type { Course } from './course.ts';
import { digitCourse } from './digit-course.ts';
import { TinyConfig, tinyCourse } from './if-tiny/run.ts';
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
export const Config = z.discriminatedUnion('net', [DigitConfig, TinyConfig]);
export type Config = z.infer<typeof Config>;

export function courseOf(config: Config): Course {
  return config.net === 'if-tiny' ? tinyCourse(config) : digitCourse(config);
}
