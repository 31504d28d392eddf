import { z } from 'zod';
import { Digest } from '../image/digest.ts';
import { bounds } from '../recipe/bounds.ts';
import { Guidance } from '../recipe/estimate.ts';
import { BundleName, Clip, Timestep } from '../recipe/recipe.ts';

/** A bundle by its name and the digest of what it is. */
export const BundleRef = z.strictObject({ name: BundleName, revision: Digest });

/** What a bundle is asked with: a label, nothing at all, or words, with examples of what it knows. */
const PromptKind = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('class'), labels: z.array(z.string().min(1).max(64)).min(1).max(1000) }),
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('text'),
    tokens: z.int().min(1).max(1024),
    examples: z.array(z.string().min(1).max(bounds.prompt)).max(bounds.examples).default([]),
  }),
]);

/** The second stage: pictures of `size`, from pictures with the noise of one of `noiseLevels` timesteps; `rowCost` as below. */
const Upscaler = z.strictObject({
  size: z.int().min(8).max(4096),
  trainTimesteps: z.int().min(1).max(10_000),
  noiseLevels: z.int().min(1).max(10_000),
  rowCost: z.number().positive(),
  defaults: z.strictObject({
    guidance: Guidance,
    steps: z.int().min(1).max(bounds.evaluations),
    noiseLevel: Timestep,
    clip: Clip.optional(),
  }),
});

export const Manifest = z
  .strictObject({
    name: BundleName,
    revision: Digest,
    title: z.string().min(1).max(100),
    licence: z.string().min(1).max(100),
    size: z.int().min(8).max(1024),
    channels: z.union([z.literal(1), z.literal(3)]),
    trainTimesteps: z.int().min(1).max(10_000),
    pixelRange: z.tuple([z.number(), z.number()]).meta({ minItems: 2, maxItems: 2 }),
    process: z.enum(['diffusion', 'flow', 'denoiser']).default('diffusion'),
    prediction: z.enum(['noise', 'velocity']).optional(),
    variance: z.enum(['fixed', 'learned']),
    prompt: PromptKind,
    rowCost: z.number().positive(),
    accepts: z.strictObject({ images: z.boolean(), upscale: z.boolean() }),
    defaults: z.strictObject({
      guidance: Guidance,
      steps: z.int().min(1).max(bounds.evaluations),
      clip: Clip.optional(),
    }),
    upscale: Upscaler.optional(),
  })
  .meta({
    id: 'Manifest',
    description:
      'What must be known of a bundle to check, price and name a computation without a runner. `revision` is the digest of its weights and configuration; `process` how pictures come from noise, and `prediction` what the U-Net of a diffusion answers with, the noise when left out, or, as `velocity`, the v of `v_prediction` in diffusers; `rowCost` the GFLOP of one U-Net row; `clip`, none when left out, how its own scheduler keeps x0 in range.',
  });
export type Manifest = z.infer<typeof Manifest>;
