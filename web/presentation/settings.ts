import type { Manifest } from '@manifold/shared/protocol/manifest';
import { decompile, type Told } from '@manifold/shared/recipe/decompile';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { ofUpscale } from '@manifold/shared/recipe/technique/upscale-fields';
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
  /** Of a sample: one job for each. A bundle that takes words has one, one that takes nothing the empty one. */
  prompts: string[];
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
  /** What is said of the second stage, which draws anew what was drawn at a greater size; undefined leaves it out. */
  enlarged: Enlarged | undefined;
}

/** What a technique may say of the second stage; the bundle has defaults for the rest. */
export type Enlarged = Partial<Record<(typeof ofUpscale)[number], number>>;

/** A job's body: a technique's fields, flat. */
export type StudioRequest = Told & { seed: number };

/** What the studio begins with where it is words that are asked for; digits begin with the pairs that blend best. */
const begins = {
  class: { prompts: ['7'], upright: '6', turned: '9', near: '3', far: '0', sigma: 6 },
  text: {
    prompts: ['a rocket ship'],
    upright: 'an oil painting of an old man',
    turned: 'an oil painting of people around a campfire',
    near: 'a lithograph of waterfalls',
    far: 'a lithograph of a skull',
    sigma: 2,
  },
  none: { prompts: [''], upright: '', turned: '', near: '', far: '', sigma: 6 },
};

/** Where the studio starts on a bundle. */
export function defaultSettings(manifest: Manifest): Settings {
  const { guidance, steps } = manifest.defaults;
  return {
    technique: 'sample',
    ...wordsToBegin(manifest),
    view: manifest.prompt.kind === 'text' ? 'flip' : 'rotate-180',
    guidance,
    steps,
    seed: undefined,
    count: 1,
    enlarged: undefined,
  };
}

function wordsToBegin(manifest: Manifest): typeof begins.class {
  const begin = begins[manifest.prompt.kind];
  const labels = labelsOf(manifest);
  if (labels.length === 0) return { ...begin, prompts: [...begin.prompts] };
  const known = (label: string) => (labels.includes(label) ? label : labels[0]!);
  const { prompts, upright, turned, near, far, sigma } = begin;
  const pair = { upright: known(upright), turned: known(turned), near: known(near), far: known(far) };
  return { prompts: prompts.map(known), ...pair, sigma };
}

/** The labels that a class-conditional model knows; none for one that takes words. */
export function labelsOf(manifest: Manifest): string[] {
  return manifest.prompt.kind === 'class' ? manifest.prompt.labels : [];
}

/** Whether a field for words, or for their weight, is shown: without a prompt only where something is set, so that it can be unset. */
export function isAsked<T>({ prompt }: Manifest, set: T, unset: T): boolean {
  return prompt.kind !== 'none' || !Object.is(set, unset);
}

/** The prompt that follows `words` among those that a bundle proposes, the first after any other; undefined where it has none. */
export function ideaOf({ prompt }: Manifest, words: string): string | undefined {
  const ideas = prompt.kind === 'text' ? prompt.examples : [];
  return ideas[(ideas.indexOf(words) + 1) % ideas.length];
}

export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

/** The jobs that the settings ask for. */
export function requestsOf(settings: Settings, seed: number, bundle: string): StudioRequest[] {
  const { guidance, steps, count, upright, turned, view, near, far, sigma, enlarged } = settings;
  const second = enlarged && { upscale: true, ...enlarged };
  const common = { bundle, negative: '', guidance, steps, seed, count, ...second };
  switch (settings.technique) {
    case 'sample':
      return settings.prompts.map((prompt) => ({ technique: 'sample', prompt, ...common }));
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

/**
 * The settings that would ask for a recipe again; undefined for one that the studio has no fields for, as far as can be told
 * without the `manifest` of its bundle.
 */
export function settingsOfRecipe(recipe: Recipe, otherwise: Settings, manifest?: Manifest): Settings | undefined {
  const told = decompile(recipe, manifest);
  const own = told && told.negative === '' ? fieldsOf(told) : undefined;
  if (!told || told.steps === undefined || !own) return undefined;
  const { technique, guidance, steps, seed, count } = told;
  return { ...otherwise, ...own, technique, guidance, steps, seed, count, enlarged: enlargedOf(told) };
}

function enlargedOf(told: Told): Enlarged | undefined {
  if (!told.upscale) return undefined;
  return Object.fromEntries(ofUpscale.flatMap((name) => (told[name] === undefined ? [] : [[name, told[name]]])));
}

function fieldsOf(told: Told): Partial<Settings> | undefined {
  switch (told.technique) {
    case 'sample':
      return { prompts: [told.prompt] };
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
