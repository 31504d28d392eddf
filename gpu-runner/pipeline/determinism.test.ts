import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { randomBundle } from '../bundle/random-bundle.ts';
import { splitRows } from '../tensor/rows.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { greyLevels, recipeFor, run } from './testing.ts';

const shipped = fileURLToPath(new URL('../bundles/mnist-class', import.meta.url));

/** A picture is a function of its recipe: of nothing that the runner does beside it, and not of the machine's width. */
describe.each([
  { name: 'random weights', directory: () => randomBundle() },
  { name: 'the shipped digits', directory: async () => shipped },
])('a picture by $name', { timeout: 60_000 }, ({ directory }) => {
  it('is the same again, at count 1 or 16, alone or beside another, on one thread or two', async () => {
    const place = await directory();
    const narrow = await openPipeline(place, { threads: 1 });
    const wide = await openPipeline(place, { threads: 2, rowBudget: 7 });
    const first = await sampled(narrow, 1);
    expect((await sampled(narrow, 1)).data).toEqual(first.data);
    expect(greyLevels(first, await sampled(narrow, 16))).toBeLessThanOrEqual(1);
    expect(greyLevels(first, await sampled(wide, 1))).toBeLessThanOrEqual(1);
    const other = recipeFor(wide, { prompt: '3', seed: 9, count: 3, steps: 9 });
    const [beside] = await Promise.all([sampled(wide, 2), run(wide, other)]);
    expect(greyLevels(first, beside)).toBeLessThanOrEqual(1);
    await Promise.all([narrow.close(), wide.close()]);
  });
});

/** The first of `count` pictures of one recipe. */
async function sampled(pipeline: Pipeline, count: number) {
  const { pictures } = await run(pipeline, recipeFor(pipeline, { count, steps: 10 }));
  return splitRows(pictures, 1)[0]!;
}
