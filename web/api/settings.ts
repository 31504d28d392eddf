import type { Manifest } from '@manifold/shared/protocol/manifest';
import { decompile, type Told } from '@manifold/shared/recipe/decompile';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { PaperView } from '../canvas/view.ts';
import { paperViews } from '../canvas/view.ts';

/** What can be made in the studio. */
export const makes = ['sample', 'anagram', 'hybrid'] as const;
export type Make = (typeof makes)[number];

/**
 * What is set in the studio, for every technique at once, so that going from one to another loses nothing. NaN is what a field
 * holds that holds no number.
 */
export interface Settings {
  technique: Make;
  /** Of a sample: one job for each. */
  digits: string[];
  /** Of an anagram: what is seen upright, and what in the view. */
  upright: string;
  turned: string;
  view: PaperView;
  /** Of a hybrid: the high frequencies, the low ones, and where they divide. */
  near: string;
  far: string;
  sigma: number;
  guidance: number;
  steps: number;
  /** Undefined asks for a new seed with every press. */
  seed: number | undefined;
  count: number;
}

/** A job's body: a technique's fields, flat. */
export type StudioRequest = Told & { seed: number };

/** Where the studio starts on a bundle. */
export function defaultSettings(manifest: Manifest): Settings {
  const labels = labelsOf(manifest);
  const known = (label: string) => (labels.includes(label) ? label : (labels[0] ?? ''));
  return {
    technique: 'sample',
    digits: labels.includes('7') ? ['7'] : labels.slice(0, 1),
    upright: known('6'),
    turned: known('9'),
    view: 'rotate-180',
    near: known('3'),
    far: known('0'),
    sigma: 6,
    ...manifest.defaults,
    seed: undefined,
    count: 1,
  };
}

/** The labels that a class-conditional bundle knows; none for one that takes words. */
export function labelsOf(manifest: Manifest): string[] {
  return manifest.prompt.kind === 'class' ? manifest.prompt.labels : [];
}

export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

/** The jobs that the settings ask for. */
export function requestsOf(settings: Settings, seed: number, bundle: string): StudioRequest[] {
  const { guidance, steps, count, upright, turned, view, near, far, sigma } = settings;
  const common = { bundle, negative: '', guidance, steps, seed, count };
  switch (settings.technique) {
    case 'sample':
      return settings.digits.map((prompt) => ({ technique: 'sample', prompt, ...common }));
    case 'anagram':
      return [{ technique: 'anagram', prompt: [upright, turned], view: [view], permutation: 0, ...common }];
    case 'hybrid':
      return [{ technique: 'hybrid', low: far, high: near, sigma, ...common }];
  }
}

/** The recipe of a request; undefined while it stands for none. */
export function recipeOf(request: StudioRequest | undefined, manifest: Manifest): Recipe | undefined {
  const prepared = request && prepareTechnique(request, manifest, randomSeed);
  return prepared?.ok ? prepared.recipe : undefined;
}

/** The settings that would ask for a recipe again; undefined for one that the studio has no fields for. */
export function settingsOfRecipe(recipe: Recipe, otherwise: Settings): Settings | undefined {
  const told = decompile(recipe);
  const own = told && told.negative === '' ? fieldsOf(told) : undefined;
  if (!told || !own) return undefined;
  const { technique, guidance, steps, seed, count } = told;
  return { ...otherwise, ...own, technique, guidance, steps, seed, count };
}

function fieldsOf(told: Told): Partial<Settings> | undefined {
  switch (told.technique) {
    case 'sample':
      return { digits: [told.prompt] };
    case 'anagram':
      return anagramFields(told);
    case 'hybrid':
      return { near: told.high, far: told.low, sigma: told.sigma };
  }
}

function anagramFields({
  prompt,
  view: views,
}: Extract<Told, { technique: 'anagram' }>): Partial<Settings> | undefined {
  const view = paperViews.find((one) => views.length === 1 && one === views[0]);
  return view && { upright: prompt[0]!, turned: prompt[1]!, view };
}
