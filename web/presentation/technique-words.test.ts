import { manifest } from '@manifold/shared/recipe/arbitrary';
import { expect, it } from 'vitest';
import { trialOf } from './technique-words.ts';

it('tries a bundle by sampling it, or a denoiser by its form', () => {
  const denoiser = { ...manifest, name: 'trained-1', process: 'denoiser' } as const;
  expect([manifest, denoiser].map((bundle) => trialOf(bundle)?.address)).toEqual([
    '/?technique=sample&bundle=mnist-class',
    '/make/denoise?bundle=trained-1',
  ]);
});
