import { upscaling as manifest } from '@manifold/shared/recipe/arbitrary';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import { picturesOf } from '@manifold/shared/recipe/study';
import { Technique } from '@manifold/shared/recipe/technique';
import { describe, expect, it } from 'vitest';
import { fit } from '../canvas/fit.ts';
import { figuresText, rowOf } from './panels.ts';

const desk = { width: 900, height: 640, sheets: 1, size: 28 };

function recipeOf(asked: object) {
  const prepared = prepareTechnique(Technique.parse({ image: '0'.repeat(64), ...asked }), manifest, () => 1);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.faults));
  return prepared.recipe;
}

describe('rowOf', () => {
  it('keeps the rows of a study: of one step at four timesteps, three pictures each', () => {
    const recipe = recipeOf({ technique: 'one-step', t: [25, 75, 150, 225] });
    expect(picturesOf(recipe)).toBe(12);
    expect(fit({ ...desk, count: picturesOf(recipe), row: rowOf(recipe) }).columns).toBe(3);
  });

  it('is no longer than the study, whose samples lie in rows of their own', () => {
    const recipe = recipeOf({ technique: 'iterative', count: 2 });
    expect(rowOf(recipe)).toBe(picturesOf(recipe) / 2);
    expect(rowOf(recipeOf({ technique: 'edit' }))).toBeUndefined();
  });
});

describe('figuresText', () => {
  it('tells what a panel shows, and how near it comes', () => {
    expect(figuresText({ label: 't = 75', psnr: 23.44, ssim: 0.8149 })).toBe('t = 75, 23.4 dB, SSIM 0.81');
    expect(figuresText({ label: 'original' })).toBe('original');
  });
});
