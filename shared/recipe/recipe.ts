import { z } from 'zod';
import { Digest } from '../image/digest.ts';
import { bounds } from './bounds.ts';
import { Estimate, Guidance } from './estimate.ts';
import { Filter, Sigma } from './filter.ts';
import { Seed } from './seed.ts';

/** Version of the schema and of the sampler's semantics: it changes when the same recipe would give another picture. */
export const recipeVersion = 1;

export const BundleName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be a bundle name: lowercase letters, digits and hyphens');

export const Count = z.int().min(1).max(bounds.count);
export const Timestep = z.int().min(0).max(9999);

/**
 * Dynamic thresholding of x0 (Saharia et al. 2022, arXiv:2205.11487, section 2.3): `ratio` is the quantile, `max` the largest
 * scale. `range` clamps x0 to the bundle's pixel range; `none` is the course's way.
 */
export const Clip = z.union([
  z.literal('none'),
  z.literal('range'),
  z.strictObject({ ratio: z.number().gt(0).max(1), max: z.number().min(1).max(100) }),
]);
export type Clip = z.infer<typeof Clip>;

/**
 * The visited timesteps t0 > t1 > ..., spelled out so that nothing is left to interpret. `end: clean` evaluates at every
 * entry and steps from the last to x0; `end: stop` only steps onto the last entry (one evaluation fewer: the course's way;
 * with one entry there are none).
 */
export const Schedule = z
  .strictObject({
    timesteps: z
      .array(Timestep)
      .min(1)
      .max(bounds.evaluations + 1)
      .refine((ts) => ts.every((t, i) => i === 0 || t < ts[i - 1]!), 'must strictly decrease'),
    end: z.enum(['stop', 'clean']),
    clip: Clip,
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof Schedule>;

/** How a picture of another aspect becomes square: `crop` takes its middle, `fit` shows all of it on a plain ground. */
export const Fit = z.enum(['crop', 'fit']);
const fit = Fit.default('crop');

/** Pure noise, or an image noised to timestep t (Meng et al. 2021, SDEdit, arXiv:2108.01073). */
const Start = z.union([
  z.strictObject({ noise: z.literal('gaussian') }),
  z.strictObject({ image: Digest, fit, t: Timestep }),
]);

/**
 * What stays as it is: the image where the mask is black, noised anew at every step or clean; or the part of the image that
 * a filter keeps, for inverse problems.
 */
const Hold = z.union([
  z.strictObject({ image: Digest, mask: Digest, fit, mode: z.enum(['renoised', 'clean']) }),
  z.strictObject({ image: Digest, filter: Filter, fit }),
]);

/**
 * The second stage: what the first drew is enlarged, noised to `noiseLevel` of a schedule of its own, and told to a U-Net that
 * draws it anew at its size, from pure noise or from the recipe's picture noised to the first timestep. Views and filters are
 * those of the estimate, prompts as well, under a guidance of this stage.
 */
const Upscale = z.strictObject({
  start: z.enum(['noise', 'image']).default('noise'),
  schedule: Schedule,
  guidance: Guidance,
  noiseLevel: Timestep,
});

const Label = z.string().min(1).max(bounds.label);
/** What a panel has of its own; the rest is the recipe's. An image is noised to the first timestep of the schedule. */
const variation = { estimate: Estimate.optional(), schedule: Schedule.optional() };

/**
 * The Gaussian blur that comes nearest to the original by its PSNR, of these sigmas, in pixels of a 64 px picture. `kernel` is
 * how many of those pixels it is wide; 16 sigma when left out.
 */
export const Blur = z.strictObject({
  sigma: z.array(Sigma).min(1).max(bounds.sigmas),
  kernel: z
    .int()
    .min(3)
    .max(255)
    .refine((width) => width % 2 === 1, 'must be odd')
    .optional(),
});

export type Blur = z.infer<typeof Blur>;

/** The image itself; or what a run ends with, blurred or not; or the noisy pictures of a run, after every so many steps. */
const Panel = z
  .discriminatedUnion('show', [
    z.strictObject({ show: z.literal('original'), label: Label }),
    z.strictObject({ show: z.literal('picture'), label: Label, ...variation, blur: Blur.optional() }),
    z.strictObject({ show: z.literal('states'), label: Label, ...variation, every: z.int().min(1).max(1000) }),
  ])
  .meta({ id: 'Panel' });
export type Panel = z.infer<typeof Panel>;

/** Variations of a recipe side by side, row after row; each is measured against the image that it starts from. */
const Study = z.strictObject({
  columns: z.int().min(1).max(bounds.columns),
  panels: z.array(Panel).min(1).max(bounds.pictures),
});
export type Study = z.infer<typeof Study>;

/**
 * What determines a picture, completely: where sampling starts, how noise is estimated, what is held fixed, which timesteps
 * are visited, and the seed. With a study, its panels are what is drawn. Its canonical JSON is hashed; the hash names the computation and its result.
 */
export const Recipe = z
  .strictObject({
    version: z.literal(recipeVersion),
    bundle: z.strictObject({ name: BundleName, revision: Digest }),
    start: Start,
    estimate: Estimate,
    hold: Hold.optional(),
    schedule: Schedule,
    upscale: Upscale.optional(),
    study: Study.optional(),
    seed: Seed,
    count: Count,
  })
  .meta({ id: 'Recipe' });
export type Recipe = z.infer<typeof Recipe>;
