import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { files } from '../bundle/kinds/mnist.ts';
import { randomBundle } from '../bundle/random-bundle.fixture.ts';
import { readSafetensors, writeSafetensors } from '../bundle/safetensors.ts';
import { openPipeline } from './pipeline.ts';
import { recipeFor, run } from './testing.ts';

it('a network is not loaded from files that are no longer those of the revision, but from those written anew', async () => {
  const directory = await randomBundle();
  const weights = join(directory, files.weights);
  const pipeline = await openPipeline(directory, { threads: 1 });
  const draw = () => run(pipeline, recipeFor(pipeline, { steps: 1 }));
  const { tensors, metadata } = await readSafetensors(weights);
  const other = Object.entries(tensors).map(([name, { dims, data }]) => [
    name,
    { dims, data: data.map((x) => 1.1 * x) },
  ]);
  await writeSafetensors(weights, Object.fromEntries(other), metadata);
  await expect(draw()).rejects.toMatchObject({
    name: 'BundleError',
    message: expect.stringMatching(/the files have changed since revision [0-9a-f]{12} was opened; start again/),
  });
  await writeSafetensors(weights, tensors, metadata);
  await utimes(weights, new Date(0), new Date(0));
  expect((await draw()).pictures.data.every(Number.isFinite)).toBe(true);
  await pipeline.close();
});
