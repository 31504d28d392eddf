import type { Manifest } from '@manifold/shared/protocol/manifest';
import { isAsked, type Settings } from './settings.ts';
import { plural } from './words.ts';

/** The settings that fold away on narrow screens, in a line; a field that holds no number shows as a dash. */
export function summaryOf({ technique, sigma, guidance, steps, seed, count }: Settings, manifest: Manifest): string {
  const divided = technique === 'hybrid' ? [`σ ${shown(sigma)}`] : [];
  const guided = isAsked(manifest, guidance, manifest.defaults.guidance) ? [`γ ${shown(guidance)}`] : [];
  return [
    ...divided,
    ...guided,
    counted(steps, 'step'),
    `seed ${seed === undefined ? 'random' : shown(seed)}`,
    counted(count, 'print'),
  ].join(' · ');
}

/** What an empty easel says where the address asks for a model that is not served, or that cannot do what is to be made. */
export function elsewhereSentence(isServed: boolean): string {
  const lacking = isServed ? 'that cannot do this' : 'that the studio does not have';
  return `This address asks for a model ${lacking}. What is set is for another.`;
}

/** What an empty easel says; `isElsewhere` where the address asks for a model that the studio does not have. */
export function emptySentence({ technique, prompts, steps }: Settings, isElsewhere: boolean): string {
  if (isElsewhere) return elsewhereSentence(false);
  if (technique === 'sample' && prompts.length === 0) return 'Pick a digit to develop.';
  return Number.isInteger(steps) && steps >= 1
    ? `Nothing is developed yet. It takes ${plural(steps, 'step')} from noise to print.`
    : 'Nothing is developed yet.';
}

/** What the box for the second stage says; without a size where the model has none. */
export function enlargeLabel({ upscale }: Pick<Manifest, 'upscale'>): string {
  return upscale ? `Enlarge to ${upscale.size} px` : 'Enlarge';
}

function shown(value: number): string {
  return Number.isNaN(value) ? '–' : String(value);
}

function counted(count: number, one: string): string {
  return Number.isNaN(count) ? `– ${one}s` : plural(count, one);
}
