import type { Manifest } from '../protocol/manifest.ts';
import { canonicalRecipe } from './canonical.ts';
import { compile } from './compile.ts';
import { type Estimate, type Leaf, leavesOf, partsOf } from './estimate.ts';
import type { Filter } from './filter.ts';
import { Recipe, type Schedule } from './recipe.ts';
import { leadingSchedule } from './schedules.ts';
import { Spacing, spacingFault } from './spacing.ts';
import { type Anagram, viewsOf } from './technique/anagram.ts';
import type { Hybrid } from './technique/hybrid.ts';
import type { Sample } from './technique/sample.ts';
import type { View, ViewName } from './view.ts';

/** A technique that can be told from its recipe. */
export type Told = Sample | Anagram | Hybrid;

/** What a recipe's pictures show, as the technique that asks for it; what `decompile` tells has `steps`, or else `spacing`. */
type Shown = Told & { guidance: number; seed: number };

/**
 * What the pictures of `recipe` show, over whatever timesteps they were sampled; undefined for a study, whose panels differ, and
 * for an estimate that no sample, anagram or hybrid makes.
 */
export function shownBy({ bundle, estimate, study, seed, count }: Recipe): Shown | undefined {
  const shared = sharedOf(leavesOf(estimate));
  const own = sampleOf(estimate) ?? anagramOf(estimate) ?? hybridOf(estimate);
  if (study || !shared || !own) return undefined;
  return { ...own, bundle: bundle.name, ...shared, seed, count };
}

/**
 * The technique that compiles to `recipe`; undefined for one that no sample, anagram or hybrid stands for. How the bundle was
 * trained, spaces its steps and clips is known from its `manifest`, of whatever revision: without it any training and clip are
 * taken for the bundle's, the spacing for a diffusion's, and timesteps by name are not told.
 */
export function decompile(recipe: Recipe, manifest?: Manifest): Shown | undefined {
  const told = toldBy(recipe);
  if (!told) return undefined;
  const counted = { ...told, steps: recipe.schedule.timesteps.length };
  if (!manifest) return isLeading(recipe.schedule) ? counted : undefined;
  const named = Spacing.options.filter((spacing) => !spacingFault(spacing, manifest));
  const readings = [counted, ...named.map((spacing) => ({ ...told, spacing }))];
  return readings.find((reading) => makes(reading, recipe, manifest));
}

/** Whether a technique compiles to `recipe`; one in more steps than the bundle was trained on compiles to none. */
function makes(told: Shown, recipe: Recipe, manifest: Manifest): boolean {
  const compiled = Recipe.safeParse(compile(told, { ...manifest, ...recipe.bundle }));
  return compiled.success && canonicalRecipe(compiled.data) === canonicalRecipe(recipe);
}

function toldBy(recipe: Recipe): Shown | undefined {
  const { start, estimate, hold, upscale } = recipe;
  if ('image' in start || start.drawnAt !== undefined || hold || (upscale && !isPlain(upscale))) return undefined;
  const shown = shownBy(recipe);
  if (!shown || (shown.technique === 'anagram' && !isOrdered(shown, estimate))) return undefined;
  return { ...shown, ...(upscale && secondOf(upscale)) };
}

function secondOf({ noiseLevel, schedule, guidance }: NonNullable<Recipe['upscale']>) {
  return { upscale: true, noiseLevel, upscaleSteps: schedule.timesteps.length, upscaleGuidance: guidance };
}

/** Whether a schedule is spaced as `leadingSchedule` does, over some training; its clip may be the bundle's. */
function isLeading({ timesteps, end }: Schedule): boolean {
  const steps = timesteps.length;
  const shortest = Math.ceil((timesteps[0]! * steps) / Math.max(1, steps - 1));
  // A first entry that is rounded down belongs to two trainings at most; one of few steps is the last of its training.
  const trainings = [shortest, shortest + 1, timesteps[0]! + 1];
  const spaced = trainings.map((training) => leadingSchedule(training, steps).timesteps.join());
  return end === 'clean' && spaced.includes(timesteps.join());
}

/** Whether the second stage is as techniques ask for it; its clip may be the bundle's. */
function isPlain({ start, schedule }: NonNullable<Recipe['upscale']>): boolean {
  return start === 'noise' && isLeading(schedule);
}

/** What all leaves of a technique share. */
function sharedOf(leaves: readonly Leaf[]): { negative: string; guidance: number } | undefined {
  const { negative, guidance } = leaves[0]!;
  const agree = leaves.every((leaf) => leaf.negative === negative && leaf.guidance === guidance);
  return agree ? { negative, guidance } : undefined;
}

function sampleOf(estimate: Estimate): Pick<Sample, 'technique' | 'prompt'> | undefined {
  return 'prompt' in estimate ? { technique: 'sample', prompt: estimate.prompt } : undefined;
}

type AnagramFields = Pick<Anagram, 'technique' | 'prompt' | 'view' | 'permutation'>;

function anagramOf(estimate: Estimate): AnagramFields | undefined {
  if (!('mean' in estimate)) return undefined;
  if (estimate.mean.some((part) => 'view' in part && part.view === 'identity')) return undefined;
  const parts = estimate.mean.map((part) => ('view' in part ? part : { view: 'identity' as const, of: part }));
  const prompt = parts.flatMap(({ of }) => ('prompt' in of ? of.prompt : []));
  if (prompt.length < parts.length) return undefined;
  const [first, ...others] = parts.map(({ view }) => nameOf(view));
  const view = first === 'identity' ? others : [first!, ...others];
  return { technique: 'anagram', prompt, view, permutation: seedsOf(parts)[0] ?? 0 };
}

/** Whether the orders that the views of an estimate draw are those that the anagram's seed gives them. */
function isOrdered({ view, permutation }: AnagramFields, estimate: Estimate): boolean {
  const asked = viewsOf(view, permutation).map((one) => ({ view: one }));
  return seedsOf(asked).join() === seedsOf(partsOf(estimate)).join();
}

function seedsOf(parts: readonly (Estimate | { view: View })[]): number[] {
  return parts.flatMap((part) => ('view' in part && typeof part.view !== 'string' ? part.view.seed : []));
}

function nameOf(view: View): ViewName {
  return typeof view === 'string' ? view : view.permute;
}

function hybridOf(estimate: Estimate): Pick<Hybrid, 'technique' | 'low' | 'high' | 'sigma'> | undefined {
  const [low, high, ...others] = 'sum' in estimate ? estimate.sum : [];
  if (!low || !high || others.length > 0 || !('prompt' in low.of) || !('prompt' in high.of)) return undefined;
  if (!isPass('low', low.filter) || !isPass('high', high.filter)) return undefined;
  const { sigma } = low.filter;
  return sigma === high.filter.sigma
    ? { technique: 'hybrid', low: low.of.prompt, high: high.of.prompt, sigma }
    : undefined;
}

function isPass(pass: 'low' | 'high', filter: Filter): filter is { pass: typeof pass; sigma: number } {
  return 'pass' in filter && filter.pass === pass;
}
