import { resolve } from 'node:path';
import { variationFields } from '@manifold/shared/recipe/training';
import { DIGIT_NET_NAMES } from '../train/digits/config.ts';
import { configFlagTypes } from './config-flags.ts';
import { integerFlag, type parseFlags, UsageError } from './flags.ts';

export const flagTypes = {
  ...configFlagTypes,
  out: { type: 'string' },
  to: { type: 'string' },
  resume: { type: 'boolean' },
  from: { type: 'string' },
  'sample-steps': { type: 'string' },
  data: { type: 'string' },
  pictures: { type: 'string' },
  threads: { type: 'string' },
  provider: { type: 'string' },
} as const;

export type Flags = ReturnType<typeof parseFlags<typeof flagTypes>>['values'];

/** What can be trained. */
export const TRAINED = [...DIGIT_NET_NAMES, 'if-tiny-text', 'if-tiny', 'if-tiny-upscale', 'emoji-judge'] as const;

/** Evaluations of a sample, where not told: of digits by a diffusion one at each timestep, however many. */
const SAMPLE_STEPS: Partial<Record<Trained, number>> = { 'mnist-flow': 300, 'if-tiny': 20, 'if-tiny-upscale': 10 };
const MOST_SAMPLE_STEPS = variationFields.timesteps.maxValue!;

export type Trained = (typeof TRAINED)[number];

type FlagName = keyof typeof flagTypes;

/** The flags of what is no training. */
const TAKEN: Readonly<Record<string, readonly FlagName[]>> = {
  export: ['to'],
  psnr: ['pictures', 'data', 'sample-steps', 'threads', 'provider'],
  accuracy: ['data', 'provider'],
};

/** Flags that no training takes, and the nets of which no samples are drawn. */
const OF_OTHERS: readonly FlagName[] = ['to', 'pictures'];
const UNSAMPLED = ['mnist-denoiser', 'mnist-judge', 'if-tiny-text', 'emoji-judge'];

/** Throws a UsageError naming the first flag that would do nothing. */
export function refuseIdle(verb: string, flags: Flags): void {
  const taken = Object.hasOwn(TAKEN, verb) ? TAKEN[verb] : undefined;
  const isOfOthers = (flag: FlagName) =>
    OF_OTHERS.includes(flag) || (flag === 'sample-steps' && UNSAMPLED.includes(verb));
  const given = Object.keys(flags) as FlagName[];
  const idle = given.find((flag) => (taken ? !taken.includes(flag) : isOfOthers(flag)));
  if (idle) throw new UsageError(`--${idle} does not apply to ${verb}`);
  if (flags.resume && flags.from !== undefined)
    throw new UsageError('--from begins a new run, and --resume goes on with one: give one of them');
}

/** What changes nothing in the parameters reached, but for the number of threads. */
export function lookingFrom(net: Trained, flags: Flags) {
  const threads = integerFlag('threads', flags.threads, 0, 1, 256);
  const steps = integerFlag(
    'sample-steps',
    flags['sample-steps'],
    SAMPLE_STEPS[net] ?? MOST_SAMPLE_STEPS,
    1,
    MOST_SAMPLE_STEPS,
  );
  return { steps, ...(threads && { threads }), ...(flags.data && { dataDirectory: resolve(flags.data) }) };
}
