import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import { Technique } from '@manifold/shared/recipe/technique';
import { expect, it, vi } from 'vitest';
import { randomBundle } from '../../bundle/random-bundle.fixture.ts';
import { flip } from '../../diffusion/view/flip.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { openPipeline } from '../pipeline.ts';
import { run } from '../testing.ts';
import type { Guard } from './guard.ts';

/** Lets everything pass; `seen` is each time the pictures by every look that they were to be judged by. */
const guard = vi.hoisted(() => ({ seen: [] as Tensor[][] }));
vi.mock('./guard.ts', () => ({
  guardOf: async (): Promise<Guard> => ({
    black: 0,
    async pass(pictures, looks = () => []) {
      guard.seen.push([pictures, ...looks(pictures)]);
      return { pictures, flags: [] };
    },
    mark: (pictures) => pictures,
  }),
}));

it('judges every step and the finished picture of a pipeline as each prompt sees it too', async () => {
  const pipeline = await openPipeline(await randomBundle(), { threads: 1 });
  try {
    const asked = {
      technique: 'anagram',
      bundle: pipeline.manifest.name,
      prompt: ['6', '9'],
      view: ['flip'],
      steps: 2,
    };
    const prepared = prepareTechnique(Technique.parse(asked), pipeline.manifest, () => 1);
    if (!prepared.ok) throw new Error(prepared.faults[0]!.detail);
    const { pictures } = await run(pipeline, prepared.recipe);
    expect(guard.seen).toHaveLength(3);
    expect(guard.seen.at(-1)).toEqual([pictures, pictures, flip.apply(pictures)]);
    for (const [own, upright, turned] of guard.seen) expect([upright, turned]).toEqual([own, flip.apply(own!)]);
  } finally {
    await pipeline.close();
  }
});
