import { z } from 'zod';
import { BlurSigma } from '../filter.ts';
import { bundleField, commonFields, promptField } from './common.ts';
import type { Part } from './decomposition.ts';

export const Triple = z
  .strictObject({
    technique: z.literal('triple'),
    bundle: bundleField,
    low: promptField('What to see from far: it makes the low frequencies.'),
    middle: promptField('What to see from between: it makes the middle frequencies.'),
    high: promptField('What to see from near: it makes the high frequencies.'),
    sigma: z
      .array(BlurSigma)
      .min(2)
      .max(2)
      .refine(([fine, coarse]) => fine! < coarse!, 'must increase')
      .default([1, 2])
      .meta({ description: 'Where they divide: sigmas of two blurs, in pixels of a 64 px picture.' }),
    ...commonFields,
  })
  .meta({
    id: 'Triple',
    description: 'A hybrid of three bands of frequency (Geng et al. 2024, arXiv:2404.11615, section 4.2).',
  });
export type Triple = z.infer<typeof Triple>;

export function tripleParts({ low, middle, high, sigma }: Triple): Part[] {
  const [fine, coarse] = sigma as [number, number];
  return [
    { field: '/low', prompt: low, filter: { pass: 'low', sigma: coarse } },
    { field: '/middle', prompt: middle, filter: { pass: 'band', fine, coarse } },
    { field: '/high', prompt: high, filter: { pass: 'high', sigma: fine } },
  ];
}
