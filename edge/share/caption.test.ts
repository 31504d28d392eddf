import type { Recipe } from '@manifold/shared/recipe/recipe';
import { trainingDefaults } from '@manifold/shared/recipe/training';
import { expect, it } from 'vitest';
import { descriptionOf, descriptionOfTraining } from './caption.ts';

const recipe: Recipe = {
  version: 1,
  bundle: { name: 'mnist-class', revision: '00'.repeat(32) },
  start: { noise: 'gaussian' },
  estimate: { prompt: '7', negative: '', guidance: 5 },
  schedule: { timesteps: [200, 100, 0], end: 'clean', clip: 'none' },
  seed: 1,
  count: 2,
};
const after = (timesteps: number[], end: 'clean' | 'stop') => ({
  ...recipe,
  schedule: { ...recipe.schedule, timesteps, end },
});

it.each<[Recipe, string]>([
  [recipe, '2 pictures by mnist-class in 3 steps from seed 1.'],
  [after([200], 'clean'), '2 pictures by mnist-class in one step from seed 1.'],
  [after([200], 'stop'), '2 pictures by mnist-class from seed 1.'],
  [{ ...after([200], 'clean'), count: 1 }, 'One picture by mnist-class in one step from seed 1.'],
])('a description counts pictures and steps as people do', (recipe, words) => {
  expect(descriptionOf(recipe)).toBe(`${words} Anyone can replay the recipe.`);
});

it('so it does for a training', () => {
  const training = { version: 1, net: 'mnist-class', ...trainingDefaults['mnist-class'] } as const;
  const told = (curve: { step: number; loss: number }[]) =>
    descriptionOfTraining({ id: 'ab'.repeat(32), training, files: [], pictures: [], curve, createdAt: '' });
  expect(told([{ step: 1, loss: 0.5 }])).toContain('to a loss of 0.500 after one step.');
  expect(told([{ step: 20, loss: 0.5 }])).toContain('to a loss of 0.500 after 20 steps.');
  expect(told([])).toContain('from seed 0. Anyone');
});
