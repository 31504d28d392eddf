import { z } from 'zod';
import { commonFields, pictureBundleField, promptField } from './common.ts';
import type { Part } from './decomposition.ts';

export const Colour = z
  .strictObject({
    technique: z.literal('colour'),
    bundle: pictureBundleField,
    grey: promptField('What to see in grey.'),
    colour: promptField('What the colours add.'),
    ...commonFields,
  })
  .meta({
    id: 'Colour',
    description:
      'A picture that shows one thing in colour and another in grey (Geng et al. 2024, arXiv:2404.11615, section 4.3).',
  });
export type Colour = z.infer<typeof Colour>;

export function colourParts({ grey, colour }: Colour): Part[] {
  return [
    { field: '/grey', prompt: grey, filter: { channels: 'mean' } },
    { field: '/colour', prompt: colour, filter: { channels: 'rest' } },
  ];
}
