import { z } from 'zod';
import type { Manifest } from '../../protocol/manifest.ts';
import {
  noisedPanel,
  original,
  type StudyBody,
  studyFields,
  studyOf,
  timestepsField,
  timestepsOf,
  unprompted,
} from './study-fields.ts';

export const Noise = z.strictObject({ technique: z.literal('noise'), ...studyFields, t: timestepsField }).meta({
  id: 'Noise',
  description:
    'The forward process: a picture under more and more noise (Ho et al. 2020, arXiv:2006.11239, equation 4).',
});
export type Noise = z.infer<typeof Noise>;

export function compileNoise(asked: Noise, manifest: Manifest): StudyBody {
  const panels = [original, ...timestepsOf(asked.t, manifest).map(noisedPanel)];
  return studyOf(asked, unprompted, panels, panels.length);
}
