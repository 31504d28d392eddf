import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { randomBundle } from '../bundle/random-bundle.fixture.ts';
import { splitRows } from '../tensor/rows.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { recipeFor, run } from './testing.ts';

const shipped = (name: string) => fileURLToPath(new URL(`../bundles/${name}`, import.meta.url));

/** A picture is a function of its recipe: of nothing that the runner does beside it, and not of the machine's width. */
describe.each([
  { name: 'random weights', directory: () => randomBundle() },
  { name: 'the digits that are asked for', directory: async () => shipped('mnist-class') },
  { name: 'the digits that nobody asks for', directory: async () => shipped('mnist-time') },
])('a picture by $name', ({ directory }) => {
  it('is the same again, at count 1 or 16, alone or beside another, on one thread or two', async () => {
    const place = await directory();
    const narrow = await openPipeline(place, { threads: 1, provider: 'cpu' });
    const wide = await openPipeline(place, { threads: 2, rowBudget: 7, provider: 'cpu' });
    const [first] = await sampled(narrow, 1);
    expect(await sampled(narrow, 1)).toEqual([first]);
    expect(await sampled(wide, 1)).toEqual([first]);
    const many = await sampled(narrow, 16);
    expect(many[0]).toEqual(first);
    expect((await sampled(wide, 16)).at(-1)).toEqual(many.at(-1));
    const prompt = wide.manifest.prompt.kind === 'none' ? {} : { prompt: '3' };
    const other = recipeFor(wide, { ...prompt, seed: 9, count: 3, steps: 9 });
    const [beside] = await Promise.all([sampled(wide, 2), run(wide, other)]);
    expect(beside).toEqual(many.slice(0, 2));
    await Promise.all([narrow.close(), wide.close()]);
  });
});

/** The pictures of one recipe. */
async function sampled(pipeline: Pipeline, count: number) {
  const { pictures } = await run(pipeline, recipeFor(pipeline, { count, steps: 10 }));
  return splitRows(pictures, 1);
}
