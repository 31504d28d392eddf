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

/** What an empty easel says; `isElsewhere` where the address asks for a model that the studio does not have. */
export function emptySentence({ technique, prompts, steps }: Settings, isElsewhere: boolean): string {
  if (isElsewhere) return 'This address asks for a model that the studio does not have. What is set is for another.';
  if (technique === 'sample' && prompts.length === 0) return 'Pick a digit to develop.';
  return Number.isNaN(steps)
    ? 'Nothing is developed yet.'
    : `Nothing is developed yet. It takes ${plural(steps, 'step')} from noise to print.`;
}

function shown(value: number): string {
  return Number.isNaN(value) ? '–' : String(value);
}

function counted(count: number, one: string): string {
  return Number.isNaN(count) ? `– ${one}s` : plural(count, one);
}
