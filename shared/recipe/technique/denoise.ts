import { z } from 'zod';
import { bounds } from '../bounds.ts';
import { maxSigma, sigmaAt, timestepAt } from '../denoiser-noise.ts';
import { BundleName } from '../recipe.ts';
import { oneStepPanel } from './one-step.ts';
import { noisedPanel, original, type StudyBody, studyFields, studyOf, unprompted } from './study-fields.ts';

export const Denoise = z
  .strictObject({
    technique: z.literal('denoise'),
    ...studyFields,
    bundle: BundleName.default('mnist-denoiser').meta({ description: 'The denoiser, by the name of its bundle.' }),
    sigma: z
      .array(z.number().min(0).max(maxSigma).multipleOf(0.01))
      .min(1)
      .max(bounds.columns - 1)
      .default([0.5])
      .meta({ description: 'Standard deviation of the noise, where pixels go from 0 to 1, in hundredths.' }),
  })
  .meta({
    id: 'Denoise',
    description: 'Noise put on a picture and taken off again in one evaluation of a denoiser, side by side.',
  });
export type Denoise = z.infer<typeof Denoise>;

export function compileDenoise(asked: Denoise): StudyBody {
  const rows = asked.sigma
    .map(timestepAt)
    .map((t) => [
      original,
      { ...noisedPanel(t), label: `sigma = ${sigmaAt(t)}` },
      { ...oneStepPanel(t), label: `denoised, sigma = ${sigmaAt(t)}` },
    ]);
  return studyOf(asked, unprompted, rows.flat(), 3);
}
