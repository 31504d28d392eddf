import type { Config } from './configs.ts';
import type { Lap } from './history.ts';

/** The flags that a configuration's values come from, in the order that a card has them. */
const FLAGS = [
  'hidden',
  'widths',
  'sizes',
  'epochs',
  'batch',
  'lr',
  'optimiser',
  'snr',
  'limit',
  'ema',
  'seed',
] as const;

/** The command that trains such a run, after those before it, as a card says it: with every flag, since defaults change. */
export function commandOf(config: Config, before: readonly Lap[]): string {
  const values: Partial<Record<(typeof FLAGS)[number], string | number>> = config;
  const isAsked = (flag: string) => flag in config && !(flag === 'hidden' && config.net === 'mnist-judge');
  return [
    `manifold train ${config.net}`,
    ...('digest' in config ? ['--data DIR'] : []),
    ...(before.length > 0 ? ['--from BEFORE'] : []),
    ...FLAGS.filter(isAsked).map((flag) => `--${flag} ${values[flag]}`),
  ].join(' ');
}
