import { z } from 'zod';
import { Digest } from '../../image/digest.ts';
import { Fit, type Recipe } from '../recipe.ts';
import { commonFields, pictureBundleField, promptField } from './common.ts';

export const Colourise = z
  .strictObject({
    technique: z.literal('colourise'),
    bundle: pictureBundleField,
    image: Digest.meta({
      description: 'The picture to colour: PNG, JPEG or WebP; of its colours only their mean counts.',
    }),
    fit: Fit.default('crop').meta({ description: 'What becomes of another aspect than square.' }),
    prompt: promptField('What it shows; nothing for the null prompt.').default(''),
    ...commonFields,
  })
  .meta({
    id: 'Colourise',
    description:
      'Colours for a grey picture: the mean of the channels is held, the rest is drawn (Geng et al. 2024, arXiv:2404.11615, section 3.6).',
  });
export type Colourise = z.infer<typeof Colourise>;

export function colouriseHold({ image, fit }: Colourise): Recipe['hold'] {
  return { image, filter: { channels: 'mean' }, fit };
}
