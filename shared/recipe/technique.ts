import { z } from 'zod';
import { bounds } from './bounds.ts';
import { Guidance } from './estimate.ts';
import { BundleName, Count, Seed } from './recipe.ts';

/** Sampling from pure noise under classifier-free guidance. */
const Sample = z
  .strictObject({
    technique: z.literal('sample'),
    bundle: BundleName.default('mnist-class').meta({ description: 'The model to sample, by the name of its bundle.' }),
    prompt: z
      .string()
      .max(bounds.prompt)
      .meta({ description: 'What to draw: a label of a class-conditional bundle ("7"), or words.' }),
    negative: z
      .string()
      .max(bounds.prompt)
      .default('')
      .meta({ description: 'What to steer away from; empty is null.' }),
    guidance: Guidance.optional().meta({ description: 'Guidance scale gamma; the bundle has a default.' }),
    steps: z
      .int()
      .min(1)
      .max(bounds.evaluations)
      .optional()
      .meta({ description: 'Number of U-Net evaluations, at most the training length of the bundle.' }),
    seed: Seed.optional().meta({ description: 'Seed of all noise; drawn at random and reported when left out.' }),
    count: Count.default(1).meta({ description: 'Number of samples.' }),
  })
  .meta({ id: 'Sample' });

/** What a person asks for. A technique compiles to a recipe. */
export const Technique = z.discriminatedUnion('technique', [Sample]).meta({ id: 'Technique' });
export type Technique = z.infer<typeof Technique>;
