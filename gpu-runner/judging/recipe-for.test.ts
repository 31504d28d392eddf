import { manifest } from '@manifold/shared/recipe/arbitrary';
import { Technique } from '@manifold/shared/recipe/technique';
import { expect, it } from 'vitest';
import { recipeFor } from './recipe-for.ts';

it('tells what of a technique is nothing for its bundle', () => {
  const sample = { technique: 'sample', bundle: manifest.name, prompt: 'a kitten', seed: 1 };
  expect(() => recipeFor(Technique.parse(sample), manifest)).toThrow(
    expect.objectContaining({ name: 'UnsuitedError', faults: [expect.objectContaining({ pointer: '/prompt' })] }),
  );
});
