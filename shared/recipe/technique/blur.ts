import { z } from 'zod';
import type { Manifest } from '../../protocol/manifest.ts';
import { bounds } from '../bounds.ts';
import { BlurSigma } from '../filter.ts';
import { Blur as BlurOfPanel } from '../recipe.ts';
import {
  noisedPanel,
  original,
  type Scheduled,
  type StudyBody,
  studyFields,
  studyOf,
  timestepsField,
  timestepsOf,
  unprompted,
} from './study-fields.ts';

/** Widths that a blur is chosen from when none is given, in pixels of a 64 px picture. */
const widths = [0.5, 1, 1.5, 2, 3, 4, 6, 8];

export const blurFields = {
  sigma: z
    .array(BlurSigma)
    .min(1)
    .max(bounds.sigmas)
    .default(widths)
    .meta({ description: 'Sigma of the blur, in pixels of a 64 px picture; of several, the one with the best PSNR.' }),
  kernel: BlurOfPanel.shape.kernel.meta({
    description: 'Width of the kernel in the same pixels, odd; 16 sigma when left out.',
  }),
};

export const Blur = z
  .strictObject({ technique: z.literal('blur'), ...studyFields, t: timestepsField, ...blurFields })
  .meta({
    id: 'Blur',
    description: 'Gaussian denoising of a noised picture: the classical way, to hold the others against.',
  });
export type Blur = z.infer<typeof Blur>;

export function compileBlur(asked: Blur, manifest: Manifest): StudyBody {
  const rows = timestepsOf(asked.t, manifest).map((t) => [original, noisedPanel(t), blurredPanel(t, asked)]);
  return studyOf(asked, unprompted, rows.flat(), 3);
}

/** The image with the noise of timestep t, blurred. */
export function blurredPanel(t: number, { sigma, kernel }: Pick<Blur, 'sigma' | 'kernel'>): Scheduled {
  const blur = { sigma, ...(kernel !== undefined && { kernel }) };
  return { ...noisedPanel(t), show: 'picture', blur };
}
