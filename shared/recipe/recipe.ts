import { z } from 'zod';
import { Digest } from '../image/digest.ts';
import { bounds } from './bounds.ts';
import { Estimate, Guidance } from './estimate.ts';
import { BlurSigma, Filter } from './filter.ts';
import { Seed } from './seed.ts';

/** Version of the schema and of the sampler's semantics: it changes when the same recipe would give another picture. */
export const recipeVersion = 1;

export const BundleName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be a bundle name: lowercase letters, digits and hyphens');

export const Count = z.int().min(1).max(bounds.count);
export const Timestep = z.int().min(0).max(9999);

export const Clip = z
  .union([
    z.literal('none'),
    z.literal('range'),
    z.strictObject({ ratio: z.number().gt(0).max(1), max: z.number().min(1).max(100) }),
  ])
  .meta({
    id: 'Clip',
    description:
      "How predicted clean pictures are kept in range: not at all, the course's way; clamped to the bundle's range of pixels; or by dynamic thresholding (Saharia et al. 2022, arXiv:2205.11487, section 2.3), where `ratio` is the quantile and `max` the largest scale.",
  });
export type Clip = z.infer<typeof Clip>;

export const Schedule = z
  .strictObject({
    timesteps: z
      .array(Timestep)
      .min(1)
      .max(bounds.evaluations + 1)
      .refine((ts) => ts.every((t, i) => i === 0 || t < ts[i - 1]!), 'must strictly decrease')
      .meta({ description: 'The visited timesteps, falling, spelled out so that nothing is left to interpret.' }),
    end: z.enum(['stop', 'clean']).meta({
      description:
        "`clean` evaluates at every entry and steps from the last to the clean picture; `stop` only steps onto the last entry: one evaluation fewer, the course's way, and none with one entry.",
    }),
    clip: Clip,
  })
  .meta({ id: 'Schedule', description: 'Which timesteps a stage visits, and how it ends.' });
export type Schedule = z.infer<typeof Schedule>;

/** How a picture of another aspect becomes square: `crop` takes its middle, `fit` shows all of it on a plain ground. */
export const Fit = z.enum(['crop', 'fit']);
const fit = Fit.default('crop');

const Start = z
  .union([
    z.strictObject({ noise: z.literal('gaussian'), drawnAt: Timestep.optional() }),
    z.strictObject({ image: Digest, fit, t: Timestep }),
  ])
  .meta({
    description:
      'Pure noise, that of timestep `drawnAt`, or else of the first of the schedule; or an image noised to timestep t, which is the first of the schedule (Meng et al. 2021, SDEdit, arXiv:2108.01073).',
  });

const Hold = z
  .union([
    z.strictObject({ image: Digest, mask: Digest, fit, mode: z.enum(['renoised', 'clean']) }),
    z.strictObject({ image: Digest, filter: Filter, fit }),
  ])
  .meta({
    description:
      'What stays as it is: the image where the mask is black, noised anew at every step or clean; or the part of the image that a filter keeps, for inverse problems.',
  });

const Upscale = z
  .strictObject({
    start: z.enum(['noise', 'image']).default('noise'),
    schedule: Schedule,
    guidance: Guidance,
    noiseLevel: Timestep,
  })
  .meta({
    description:
      "The second stage: what the first drew is enlarged, noised to `noiseLevel` of a schedule of its own, and told to a U-Net that draws it anew at its size, from pure noise or from the recipe's image noised to the first timestep. Views, filters and prompts are those of the estimate, under a guidance of this stage.",
  });

const Label = z.string().min(1).max(bounds.label);
/** What a panel has of its own; the rest is the recipe's. An image is noised to the first timestep of the schedule. */
const variation = { estimate: Estimate.optional(), schedule: Schedule.optional() };

/**
 * The Gaussian blur that comes nearest to the original by its PSNR, of these sigmas, in pixels of a 64 px picture. `kernel` is
 * how many of those pixels it is wide; 16 sigma when left out.
 */
export const Blur = z.strictObject({
  sigma: z.array(BlurSigma).min(1).max(bounds.sigmas),
  kernel: z
    .int()
    .min(3)
    .max(255)
    .refine((width) => width % 2 === 1, 'must be odd')
    .optional(),
});

export type Blur = z.infer<typeof Blur>;

const Panel = z
  .discriminatedUnion('show', [
    z.strictObject({ show: z.literal('original'), label: Label }),
    z.strictObject({ show: z.literal('picture'), label: Label, ...variation, blur: Blur.optional() }),
    z.strictObject({ show: z.literal('states'), label: Label, ...variation, every: z.int().min(1).max(1000) }),
  ])
  .meta({
    id: 'Panel',
    description:
      "The image itself; or what a run ends with, blurred or not; or the noisy pictures of a run, after every so many steps. What a panel does not say is the recipe's.",
  });
export type Panel = z.infer<typeof Panel>;

const Study = z
  .strictObject({
    columns: z.int().min(1).max(bounds.columns),
    panels: z.array(Panel).min(1).max(bounds.pictures),
  })
  .meta({
    description:
      'Variations of the recipe side by side, row after row; each is measured against the image that it starts from.',
  });
export type Study = z.infer<typeof Study>;

export const Recipe = z
  .strictObject({
    version: z.literal(recipeVersion).meta({ description: 'Changes when the same recipe would give another picture.' }),
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
  .meta({
    id: 'Recipe',
    description:
      'What determines a picture, completely: where sampling starts, how noise is estimated, what is held fixed, which timesteps are visited, and the seed. With a study, its panels are what is drawn. The SHA-256 of its canonical JSON (RFC 8785) names the computation and its result.',
  });
export type Recipe = z.infer<typeof Recipe>;
