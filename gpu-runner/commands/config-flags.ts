import { RECIPES } from '../train/recipes.ts';
import type { NetName, RunConfig } from '../train/run.ts';
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
} as const;

export type ConfigFlags = ReturnType<typeof parseFlags<typeof configFlagTypes>>['values'];

const PICTURES = 60_000;
const MAX_SEED = 2 ** 32 - 1;

/** The configuration asked for, defaults filled in. Throws a UsageError that names the flag and its range. */
export function configFrom(net: NetName, flags: ConfigFlags): RunConfig {
  const { defaults } = RECIPES[net];
  if (net === 'mnist-judge' && flags.hidden !== undefined)
    throw new UsageError('--hidden does not apply to mnist-judge');
  const limit = integerFlag('limit', flags.limit, defaults.limit, 1, PICTURES);
  return {
    net,
    hidden: integerFlag('hidden', flags.hidden, defaults.hidden, 1, 512),
    epochs: integerFlag('epochs', flags.epochs, defaults.epochs, 1, 1000),
    batch: integerFlag('batch', flags.batch, Math.min(defaults.batch, limit), 1, Math.min(limit, 1024)),
    lr: numberFlag('lr', flags.lr, defaults.lr, 1e-8, 10),
    limit,
    seed: integerFlag('seed', flags.seed, defaults.seed, 0, MAX_SEED),
    ema: numberFlag('ema', flags.ema, defaults.ema, 0, 0.99999),
  };
}

/** Only what the command line names, for comparison with a checkpoint. */
export function namedIn(flags: ConfigFlags, config: RunConfig): Partial<RunConfig> {
  const entries = Object.entries(config).filter(([key]) => key === 'net' || key in flags);
  return Object.fromEntries(entries) as Partial<RunConfig>;
}
