import type { Settings } from './settings.ts';
import { plural } from './words.ts';

/** The settings that fold away on narrow screens, in a line; a field that holds no number shows as a dash. */
export function summaryOf({ technique, sigma, guidance, steps, seed, count }: Settings): string {
  const divided = technique === 'hybrid' ? [`σ ${shown(sigma)}`] : [];
  return [
    ...divided,
    `γ ${shown(guidance)}`,
    counted(steps, 'step'),
    `seed ${seed === undefined ? 'random' : shown(seed)}`,
    counted(count, 'print'),
  ].join(' · ');
}

function shown(value: number): string {
  return Number.isNaN(value) ? '–' : String(value);
}

function counted(count: number, one: string): string {
  return Number.isNaN(count) ? `– ${one}s` : plural(count, one);
}
