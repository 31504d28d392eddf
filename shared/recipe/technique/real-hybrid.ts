import { z } from 'zod';
import { Digest } from '../../image/digest.ts';
import { BlurSigma } from '../filter.ts';
import { Fit, type Recipe } from '../recipe.ts';
import { bundleField, commonFields, promptField } from './common.ts';

export const RealHybrid = z
  .strictObject({
    technique: z.literal('real-hybrid'),
    bundle: bundleField,
    image: Digest.meta({ description: 'The real picture: PNG, JPEG or WebP.' }),
    fit: Fit.default('crop').meta({ description: 'What becomes of another aspect than square.' }),
    keep: z.enum(['low', 'high']).default('high').meta({
      description: 'Its frequencies that are held: low are seen from far, high from near.',
    }),
    sigma: BlurSigma.default(2).meta({
      description: 'Where they divide: sigma of the blur, in pixels of a 64 px picture.',
    }),
    prompt: promptField('What to see in the others; nothing for the null prompt.').default(''),
    ...commonFields,
  })
  .meta({
    id: 'RealHybrid',
    description:
      'A hybrid with a real picture, of which the high or the low frequencies are held (Geng et al. 2024, arXiv:2404.11615, section 3.6).',
  });
export type RealHybrid = z.infer<typeof RealHybrid>;

export function realHybridHold({ image, fit, keep, sigma }: RealHybrid): Recipe['hold'] {
  return { image, filter: { pass: keep, sigma }, fit };
}
