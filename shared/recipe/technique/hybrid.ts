import { z } from 'zod';
import { BlurSigma } from '../filter.ts';
import { bundleField, commonFields, promptField } from './common.ts';
import type { Part } from './decomposition.ts';

export const Hybrid = z
  .strictObject({
    technique: z.literal('hybrid'),
    bundle: bundleField,
    low: promptField('What to see from far: it makes the low frequencies.'),
    high: promptField('What to see from near: it makes the high frequencies.'),
    sigma: BlurSigma.default(2).meta({
      description: 'Where they divide: sigma of the blur, in pixels of a 64 px picture.',
    }),
    ...commonFields,
  })
  .meta({
    id: 'Hybrid',
    description:
      'A picture that shows one thing from far and another from near (Oliva et al. 2006; Geng et al. 2024, arXiv:2404.11615).',
  });
export type Hybrid = z.infer<typeof Hybrid>;

export function hybridParts({ low, high, sigma }: Hybrid): Part[] {
  return [
    { field: '/low', prompt: low, filter: { pass: 'low', sigma } },
    { field: '/high', prompt: high, filter: { pass: 'high', sigma } },
  ];
}
