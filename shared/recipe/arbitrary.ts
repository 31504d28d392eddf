import fc from 'fast-check';
import type { Manifest } from '../protocol/manifest.ts';
import { bounds } from './bounds.ts';
import type { Estimate } from './estimate.ts';
import type { Filter } from './filter.ts';
import { type Recipe, recipeVersion } from './recipe.ts';
import { Technique } from './technique.ts';
import { drawnViews, fixedViews, type View } from './view.ts';

/*
 * For tests: a manifest, and arbitrary techniques and recipes that fit it.
 */

export const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

export const manifest: Manifest = {
  name: 'mnist-class',
  revision: 'ab'.repeat(32),
  title: 'Digits',
  licence: 'mit',
  size: 28,
  channels: 1,
  trainTimesteps: 300,
  pixelRange: [0, 1],
  process: 'diffusion',
  variance: 'fixed',
  prompt: { kind: 'class', labels: digits },
  rowCost: 0.5,
  accepts: { images: false, upscale: false },
  defaults: { guidance: 5, steps: 50 },
};

/** The same with a second stage. */
export const upscaling: Manifest = {
  ...manifest,
  accepts: { images: true, upscale: true },
  upscale: {
    size: 112,
    trainTimesteps: 1000,
    noiseLevels: 1000,
    rowCost: 8,
    defaults: { guidance: 4, steps: 10, noiseLevel: 250, clip: { ratio: 0.95, max: 1 } },
  },
};

/** The same as a flow, whose steps start at the last timestep. */
export const flow: Manifest = { ...manifest, process: 'flow' };

const prompt = fc.constantFrom(...digits);
const negative = fc.constantFrom('', ...digits);
const guidance = fc.double({ min: -bounds.guidance, max: bounds.guidance, noNaN: true });
const seed = fc.integer({ min: 0, max: 0xffff_ffff });
const sigma = fc.double({ min: 0.1, max: 16, noNaN: true });
const increasing = fc
  .uniqueArray(sigma, { minLength: 2, maxLength: 2 })
  .map((widths) => widths.toSorted((a, b) => a - b));
const fixedView = fc.constantFrom(...fixedViews.filter((view) => view !== 'negate'));
const drawnView = fc.record({ permute: fc.constantFrom(...drawnViews), seed });
const view: fc.Arbitrary<View> = fc.oneof(fixedView, drawnView);
const leaf = fc.record({ prompt, negative, guidance });

/** Sets of filters that add to the identity, for one channel. */
export const anyFilters: fc.Arbitrary<Filter[]> = fc.oneof(
  sigma.map((width): Filter[] => [
    { pass: 'low', sigma: width },
    { pass: 'high', sigma: width },
  ]),
  fc.constant<Filter[]>([{ motion: 'blur' }, { motion: 'rest' }]),
  fc.double({ min: -4, max: 4, noNaN: true }).map((scale): Filter[] => [{ scale }, { scale: 1 - scale }]),
  increasing.map(([fine, coarse]): Filter[] => [
    { pass: 'low', sigma: coarse! },
    { pass: 'band', fine: fine!, coarse: coarse! },
    { pass: 'high', sigma: fine! },
  ]),
);

/** Estimates of at most 3 levels and 4 leaves. */
const estimate: fc.Arbitrary<Estimate> = fc.oneof(
  leaf,
  fc.record({ view, of: leaf }),
  fc.record({ mean: fc.array(fc.oneof(leaf, fc.record({ view, of: leaf })), { minLength: 2, maxLength: 4 }) }),
  anyFilters.chain((set) =>
    fc.record({ sum: fc.tuple(...set.map((filter) => fc.record({ filter: fc.constant(filter), of: leaf }))) }),
  ),
);

const common = {
  bundle: fc.constant(manifest.name),
  negative,
  guidance,
  steps: fc.integer({ min: 1, max: 150 }),
  seed,
  count: fc.integer({ min: 1, max: 8 }),
};
/** What a technique can do without; the seed it could, but then it would be drawn. */
const optional = ['guidance', 'steps'];

/** Techniques of this name with `fields` of their own. */
function techniques(technique: Technique['technique'], fields: Record<string, fc.Arbitrary<unknown>>) {
  const all = { technique: fc.constant(technique), ...common, ...fields };
  const requiredKeys = Object.keys(all).filter((key) => !optional.includes(key)) as (keyof typeof all)[];
  return fc.record(all, { requiredKeys }).map((asked) => Technique.parse(asked));
}

const prompts = fc.array(prompt, { minLength: 2, maxLength: 8 });
const viewName = fc.constantFrom(...fixedViews.filter((view) => view !== 'negate'), ...drawnViews);
const anagram = fc
  .tuple(prompts, fc.array(viewName, { minLength: 8, maxLength: 8 }), fc.nat(1))
  .chain(([words, views, fewer]) =>
    techniques('anagram', {
      prompt: fc.constant(words),
      view: fc.constant(views.slice(0, words.length - fewer)),
      permutation: seed,
    }),
  );

export const anyTechnique: fc.Arbitrary<Technique> = fc.oneof(
  techniques('sample', { prompt }),
  anagram,
  techniques('hybrid', { low: prompt, high: prompt, sigma }),
  techniques('triple', { low: prompt, middle: prompt, high: prompt, sigma: increasing }),
  techniques('motion', { moving: prompt, still: prompt }),
  techniques('scale', { prompt: prompts }),
);

const share = fc.double({ min: 0.1, max: 1, noNaN: true });
const digest = fc.constantFrom('00'.repeat(32), 'ab'.repeat(32));
const fit = fc.constantFrom('crop', 'fit');
const asEdit = { image: digest, fit, prompt: negative };

/** A technique of this name whose fields are these alone. */
function studies(technique: Technique['technique'], fields: Record<string, fc.Arbitrary<unknown>>) {
  const all = { technique: fc.constant(technique), bundle: fc.constant(manifest.name), seed, ...fields };
  return fc.record(all).map((asked) => Technique.parse(asked));
}

const timesteps = fc.array(fc.nat(299), { minLength: 1, maxLength: 4 });
const ofPicture = { image: digest, fit };
const blurs = { sigma: fc.array(sigma, { minLength: 1, maxLength: 4 }), kernel: fc.constantFrom(3, 33) };
const asked = { prompt: negative, negative, guidance };

/** Studies, for a bundle that takes pictures. */
export const anyStudy: fc.Arbitrary<Technique> = fc.oneof(
  studies('noise', { ...ofPicture, t: timesteps }),
  studies('blur', { ...ofPicture, t: timesteps, ...blurs }),
  studies('one-step', { ...ofPicture, t: timesteps, ...asked }),
  studies('iterative', {
    ...ofPicture,
    start: fc.integer({ min: 0, max: 33 }),
    every: fc.integer({ min: 1, max: 40 }),
    ...asked,
  }),
  studies('compare', { ...ofPicture, t: timesteps, ...blurs, ...asked }),
  studies('steps', {
    prompt,
    guidance,
    steps: fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 4 }),
  }),
  studies('guidance', { prompt, guidance: fc.array(guidance, { minLength: 1, maxLength: 4 }) }),
  studies('edit', { ...ofPicture, t: fc.array(fc.nat(299), { minLength: 2, maxLength: 4 }), prompt: negative }),
);

/** Techniques that take input pictures, for a bundle that does. */
export const anyPictureTechnique: fc.Arbitrary<Technique> = fc.oneof(
  techniques('real-hybrid', { ...asEdit, keep: fc.constantFrom('low', 'high'), sigma }),
  techniques('inpaint', { ...asEdit, mask: digest, mode: fc.constantFrom('renoised', 'clean') }),
  fc
    .integer({ min: 0, max: 33 })
    .chain((start) => techniques('edit', { ...asEdit, start: fc.constant(start), steps: fc.constant(undefined) })),
  fc.integer({ min: 149, max: 299 }).chain((t) => techniques('edit', { ...asEdit, t: fc.constant(t) })),
  techniques('edit', { ...asEdit, strength: share, steps: fc.integer({ min: 10, max: 150 }) }),
  techniques('inpaint', {
    ...asEdit,
    mask: digest,
    mode: fc.constantFrom('renoised', 'clean'),
    strength: share,
    steps: fc.integer({ min: 10, max: 150 }),
  }),
);

export const anyRecipe: fc.Arbitrary<Recipe> = fc.record({
  version: fc.constant(recipeVersion as 1),
  bundle: fc.constant({ name: manifest.name, revision: manifest.revision }),
  start: fc.record(
    { noise: fc.constant('gaussian' as const), drawnAt: fc.nat({ max: 9999 }) },
    { requiredKeys: ['noise'] },
  ),
  estimate,
  schedule: fc.record({
    timesteps: fc
      .uniqueArray(fc.integer({ min: 0, max: 299 }), { minLength: 2, maxLength: 20 })
      .map((timesteps) => timesteps.toSorted((a, b) => b - a)),
    end: fc.constantFrom('stop' as const, 'clean' as const),
    clip: fc.constantFrom<Recipe['schedule']['clip']>('none', 'range', { ratio: 0.95, max: 1.5 }),
  }),
  seed,
  count: fc.integer({ min: 1, max: 16 }),
});
