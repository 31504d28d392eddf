import { Recipe } from '@manifold/shared/recipe/recipe';
import { describe, expect, it } from 'vitest';
import { readBundle } from '../../bundle/bundle.ts';
import { randomIfBundle } from '../../bundle/random-if-bundle.fixture.ts';
import { splitRows } from '../../tensor/rows.ts';
import { tensor } from '../../tensor/tensor.ts';
import { drawRecipe } from '../draw-recipe.ts';
import type { Pipeline, Step } from '../pipeline.ts';
import { toBitmap } from './bitmap.ts';
import { guardOf } from './guard.ts';
import { guardedSteps } from './guarded-steps.ts';

const timesteps = [900, 300, 1, 0];
const size = 64;

/** A pipeline whose every picture is grey, with a white watermark. */
async function marking(): Promise<Pipeline> {
  const bundle = await readBundle(await randomIfBundle());
  const manifest = { ...bundle.manifest, size };
  const watermark = tensor([62, 62, 4], new Float32Array(62 * 62 * 4).fill(255));
  const guard = await guardOf({ ...bundle, manifest, safety: { watermark } }, {});
  const grey = () => tensor([1, 3, size, size], new Float32Array(3 * size * size));
  const steps = async function* (): AsyncGenerator<Step, ReturnType<typeof grey>, void> {
    for (const [i, timestep] of timesteps.entries())
      yield { step: i + 1, of: timesteps.length, timestep, xt: grey(), x0: grey() };
    return grey();
  };
  const run = () => guardedSteps(steps(), guard, (pictures) => pictures);
  return {
    manifest,
    run,
    abreast: () => run,
    unread: async () => [],
    close: async () => undefined,
  };
}

describe('a bundle with a watermark', () => {
  it('puts it on all that a study of states shows, the last of which is all but the picture', async () => {
    const pipeline = await marking();
    const recipe = Recipe.parse({
      version: 1,
      bundle: { name: pipeline.manifest.name, revision: pipeline.manifest.revision },
      start: { noise: 'gaussian' },
      estimate: { prompt: 'a boat', guidance: 7 },
      schedule: { timesteps, end: 'clean', clip: 'none' },
      study: { columns: 5, panels: [{ show: 'states', label: 'end', every: 1 }] },
      seed: 1,
      count: 1,
    });
    const drawing = drawRecipe(pipeline, recipe, new AbortController().signal);
    let next = await drawing.next();
    while (!next.done) next = await drawing.next();
    const isMarked = splitRows(next.value.pictures, 1).map((picture) => toBitmap(picture, [-1, 1]).data.includes(255));
    expect(isMarked).toEqual([true, true, true, true, true]);
  });
});
