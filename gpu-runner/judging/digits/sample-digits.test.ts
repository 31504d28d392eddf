import { manifest } from '@manifold/shared/recipe/arbitrary';
import { leavesOf } from '@manifold/shared/recipe/estimate';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { expect, it, vi } from 'vitest';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { tensor } from '../../tensor/tensor.ts';
import { PIXELS, SIDE } from '../../train/digits/mnist.ts';
import { sampleDigits } from './sample-digits.ts';

/** Draws each digit all in its tenth of white. */
const plain: Pipeline = {
  manifest,
  // biome-ignore lint/correctness/useYield: it takes no steps.
  async *run({ estimate, count }: Recipe) {
    const [leaf] = leavesOf(estimate);
    const pixels = new Float32Array(count * PIXELS).fill(Number(leaf!.prompt) / 10);
    return { pictures: tensor([count, 1, SIDE, SIDE], pixels), flags: [] };
  },
  abreast: () => expect.unreachable('it draws no study'),
  unread: async () => [],
  async close() {},
};

it('holds all samples once, one digit after another', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const asked = { bundle: manifest.name, samples: 220, guidance: 5, steps: 1, seed: 0 };
  const pixels = await sampleDigits(plain, asked, new AbortController().signal);
  vi.restoreAllMocks();
  expect(pixels).toHaveLength(220 * PIXELS);
  const firstOfEach = Array.from({ length: 220 }, (_, i) => pixels[i * PIXELS]!);
  expect(firstOfEach.map((value) => Math.round(10 * value))).toEqual(
    Array.from({ length: 220 }, (_, i) => Math.floor(i / 22)),
  );
});
