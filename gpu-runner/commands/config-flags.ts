import { Optimiser, trainingFields, variationFields, variationNames } from '@manifold/shared/recipe/training';
import { z } from 'zod';
import { declarationsOf } from '../nets/declarations.ts';
import { type Config, trainingPlanOf } from '../train/configs.ts';
import { DIGIT_DEFAULTS, DigitConfig, type DigitNetName } from '../train/digits/config.ts';
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

/** Flags of one kind of run, which the other has not. */
const OF_DIGITS = ['hidden', 'epochs', 'batch', 'limit', 'decay', 'sigma', 'drop', 'timesteps'] as const;
const OF_PICTURES = ['widths', 'sizes', 'snr'] as const;

/** The configuration of digits asked for, defaults filled in. Throws a UsageError that names the flag and its range. */
export function configFrom(net: DigitNetName, flags: ConfigFlags): DigitConfig {
  const defaults = DIGIT_DEFAULTS[net];
  refuse(net, [...OF_PICTURES, ...variationNames.filter((name) => !(name in defaults))], flags);
  if (net === 'mnist-judge' && flags.hidden !== undefined)
    throw new UsageError('--hidden does not apply to mnist-judge');
  return DigitConfig.parse({ net, ...commonFrom(flags, defaults), ...variationsFrom(flags) });
}

/** Those that are asked for. */
function variationsFrom(flags: ConfigFlags) {
  const given = variationNames.filter((name) => flags[name] !== undefined);
  return Object.fromEntries(
    given.map((name) => [name, name === 'optimiser' ? optimiserFrom(flags[name]!) : bounded(name, flags, 0)]),
  );
}

const fields = { ...trainingFields, ...variationFields };

/**
 * The number given for a flag, or `fallback` without one. Throws a UsageError outside the bounds of the field of this name in a
 * training; `most` takes the place of the upper one.
 */
function bounded(
  name: Exclude<keyof typeof fields, 'optimiser'>,
  flags: ConfigFlags,
  fallback: number,
  most = fields[name].maxValue!,
): number {
  const { isInt, minValue } = fields[name];
  return (isInt ? integerFlag : numberFlag)(name, flags[name], fallback, minValue!, most);
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

/** A number for each of `trainingFields`. */
type Common = Readonly<Record<keyof typeof trainingFields, number>>;

function ratesFrom(flags: ConfigFlags, { lr, seed, ema }: Pick<Common, 'lr' | 'seed' | 'ema'>) {
  return { lr: bounded('lr', flags, lr), seed: bounded('seed', flags, seed), ema: bounded('ema', flags, ema) };
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

/** The flags of nets that learn in epochs, from at most `most` pictures where that is said. */
function commonFrom(flags: ConfigFlags, defaults: Common, most?: number): Common {
  const limit = bounded('limit', flags, defaults.limit, most);
  return {
    hidden: bounded('hidden', flags, defaults.hidden),
    epochs: bounded('epochs', flags, defaults.epochs),
    batch: bounded('batch', flags, Math.min(defaults.batch, limit), Math.min(limit, fields.batch.maxValue!)),
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
