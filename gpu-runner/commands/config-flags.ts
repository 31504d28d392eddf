import { Optimiser, variationFields, variationNames } from '@manifold/shared/recipe/training';
import { z } from 'zod';
import { declarationsOf } from '../nets/declarations.ts';
import { type Config, trainingPlanOf } from '../train/configs.ts';
import type { DigitConfig, DigitNetName } from '../train/digits/config.ts';
import { DIGIT_NETS } from '../train/digits/nets.ts';
import { JUDGE_DEFAULTS, type JudgeConfig } from '../train/emoji-judge/run.ts';
import { TINY_DEFAULTS, TinyConfig } from '../train/if-tiny/run.ts';
import { TEXT_DEFAULTS, TextConfig } from '../train/if-tiny/text/run.ts';
import { UPSCALE_DEFAULTS, UpscaleConfig } from '../train/if-tiny/upscale/run.ts';
import { integerFlag, numberFlag, type parseFlags, UsageError } from './flags.ts';

/** The flags that make up a run's configuration. */
export const configFlagTypes = {
  hidden: { type: 'string' },
  epochs: { type: 'string' },
  batch: { type: 'string' },
  lr: { type: 'string' },
  limit: { type: 'string' },
  seed: { type: 'string' },
  ema: { type: 'string' },
  widths: { type: 'string' },
  sizes: { type: 'string' },
  snr: { type: 'string' },
  optimiser: { type: 'string' },
  decay: { type: 'string' },
  sigma: { type: 'string' },
  drop: { type: 'string' },
  timesteps: { type: 'string' },
} as const;

export type ConfigFlags = ReturnType<typeof parseFlags<typeof configFlagTypes>>['values'];

const PICTURES = 60_000;
const MAX_SEED = 2 ** 32 - 1;

/** Flags of one kind of run, which the other has not. */
const OF_DIGITS = ['hidden', 'epochs', 'batch', 'limit', 'decay', 'sigma', 'drop', 'timesteps'] as const;
const OF_PICTURES = ['widths', 'sizes', 'snr'] as const;

/** The configuration of digits asked for, defaults filled in. Throws a UsageError that names the flag and its range. */
export function configFrom(net: DigitNetName, flags: ConfigFlags): DigitConfig {
  const { defaults } = DIGIT_NETS[net];
  refuse(net, [...OF_PICTURES, ...variationNames.filter((name) => !(name in defaults))], flags);
  if (net === 'mnist-judge' && flags.hidden !== undefined)
    throw new UsageError('--hidden does not apply to mnist-judge');
  return { net, ...commonFrom(flags, defaults, PICTURES), ...variationsFrom(flags, defaults) };
}

type Variations = Pick<DigitConfig, (typeof variationNames)[number]>;

/** Those that the net takes. */
function variationsFrom(flags: ConfigFlags, defaults: Variations): Variations {
  const taken = variationNames.filter((name) => name in defaults);
  return Object.fromEntries(taken.map((name) => [name, variationFrom(name, flags[name]) ?? defaults[name]]));
}

function variationFrom(name: keyof Variations, text: string | undefined) {
  if (text === undefined) return undefined;
  if (name === 'optimiser') return optimiserFrom(text);
  const { minValue, maxValue } = variationFields[name];
  return (name === 'timesteps' ? integerFlag : numberFlag)(name, text, 0, minValue!, maxValue!);
}

function optimiserFrom(text: string): Optimiser {
  const optimiser = Optimiser.options.find((name) => name === text);
  if (optimiser) return optimiser;
  throw new UsageError(`--optimiser must be ${Optimiser.options.join(' or ')}, not "${text}"`);
}

/** Likewise of if-tiny, on the pictures and with the tokenizer that are told. */
export function tinyConfigFrom(flags: ConfigFlags, told: Pick<TinyConfig, 'digest' | 'vocabulary'>): TinyConfig {
  refuse('if-tiny', OF_DIGITS, flags);
  return checked(TinyConfig, { net: 'if-tiny', answers: 'velocity', ...stretchesFrom(flags, TINY_DEFAULTS), ...told });
}

/** Likewise of what reads its texts first. */
export function textConfigFrom(flags: ConfigFlags, told: Pick<TextConfig, 'digest' | 'vocabulary'>): TextConfig {
  refuse('if-tiny-text', [...OF_DIGITS, 'widths', 'snr', 'optimiser'], flags);
  const { sizes = TEXT_DEFAULTS.sizes } = flags;
  return checked(TextConfig, { net: 'if-tiny-text', sizes, ...ratesFrom(flags, TEXT_DEFAULTS), ...told });
}

/** Likewise of its second stage. */
export function upscaleConfigFrom(flags: ConfigFlags, told: Pick<UpscaleConfig, 'digest' | 'side'>): UpscaleConfig {
  refuse('if-tiny-upscale', OF_DIGITS, flags);
  return checked(UpscaleConfig, { net: 'if-tiny-upscale', ...stretchesFrom(flags, UPSCALE_DEFAULTS), ...told });
}

/** The flags of nets that learn in stretches of pictures of one size. */
function stretchesFrom(flags: ConfigFlags, defaults: typeof TINY_DEFAULTS) {
  const { widths = defaults.widths, sizes = defaults.sizes } = flags;
  return {
    widths,
    sizes,
    optimiser: flags.optimiser === undefined ? defaults.optimiser : optimiserFrom(flags.optimiser),
    snr: numberFlag('snr', flags.snr, defaults.snr, 0, 1000),
    ...ratesFrom(flags, defaults),
  };
}

function ratesFrom(flags: ConfigFlags, defaults: Pick<DigitConfig, 'lr' | 'seed' | 'ema'>) {
  return {
    lr: numberFlag('lr', flags.lr, defaults.lr, 1e-8, 10),
    seed: integerFlag('seed', flags.seed, defaults.seed, 0, MAX_SEED),
    ema: numberFlag('ema', flags.ema, defaults.ema, 0, 0.99999),
  };
}

function checked<T>(schema: z.ZodType<T>, config: object): T {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new UsageError(`--${path.join('.')}: ${message}`);
}

/** Likewise of the judge of pictures, on `count` of them with the names that are told. */
export function judgeConfigFrom(
  flags: ConfigFlags,
  { count, ...told }: Pick<JudgeConfig, 'things' | 'styles' | 'digest'> & { readonly count: number },
): JudgeConfig {
  refuse('emoji-judge', [...OF_PICTURES, ...variationNames], flags);
  return { net: 'emoji-judge', ...commonFrom(flags, { ...JUDGE_DEFAULTS, limit: count }, count), ...told };
}

/** The flags of nets that learn in epochs, from at most `most` pictures. */
function commonFrom(flags: ConfigFlags, defaults: Omit<DigitConfig, 'net'>, most: number): Omit<DigitConfig, 'net'> {
  const limit = integerFlag('limit', flags.limit, defaults.limit, 1, most);
  return {
    hidden: integerFlag('hidden', flags.hidden, defaults.hidden, 1, 512),
    epochs: integerFlag('epochs', flags.epochs, defaults.epochs, 1, 1000),
    batch: integerFlag('batch', flags.batch, Math.min(defaults.batch, limit), 1, Math.min(limit, 1024)),
    limit,
    ...ratesFrom(flags, defaults),
  };
}

/**
 * Throws a UsageError where no network of these widths and sizes can be built: before a run begins, in whose thread the fault
 * would be lost.
 */
export function refuseUnbuildable(config: Config): void {
  try {
    for (const { net } of trainingPlanOf(config).phases) declarationsOf(net());
  } catch (cause) {
    if (!(cause instanceof z.ZodError) || !('widths' in config)) throw cause;
    const { path, message } = cause.issues[0]!;
    const flag = path[0] === 'sample_size' ? 'sizes' : 'widths';
    throw new UsageError(`--${flag} ${config[flag]}: ${path.join('.')} ${message}`, { cause });
  }
}

function refuse(net: string, names: readonly (keyof ConfigFlags)[], flags: ConfigFlags): void {
  const strange = names.find((name) => flags[name] !== undefined);
  if (strange) throw new UsageError(`--${strange} does not apply to ${net}`);
}

/** Only what the command line names, for comparison with a checkpoint. */
export function namedIn(flags: ConfigFlags, config: Config): Partial<Config> {
  const entries = Object.entries(config).filter(([key]) => key === 'net' || key in flags);
  return Object.fromEntries(entries) as Partial<Config>;
}
