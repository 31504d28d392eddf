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
  'decay',
  'sigma',
  'drop',
  'timesteps',
  'snr',
  'limit',
  'ema',
  'seed',
] as const;

/** The command that trains such a run, after those before it, as a card says it. */
export function commandOf(config: Config, before: readonly Lap[]): string {
  return commandIn(config, {
    ...('digest' in config && { data: 'DIR' }),
    ...(before.length > 0 && { from: 'BEFORE' }),
  });
}

/** Where a run has its data, what it begins with and where it goes, in words of a shell. */
type Places = Partial<Record<'data' | 'from' | 'out', string>>;

/** The command that trains such a run in these places: with every flag, since defaults change. */
export function commandIn(config: Config, places: Places): string {
  const values: Partial<Record<(typeof FLAGS)[number], string | number>> = config;
  const isAsked = (flag: string) => flag in values && !(flag === 'hidden' && config.net === 'mnist-judge');
  return [
    `manifold train ${config.net}`,
    ...Object.entries(places).map(([flag, place]) => `--${flag} ${place}`),
    ...FLAGS.filter(isAsked).map((flag) => `--${flag} ${values[flag]}`),
  ].join(' ');
}
