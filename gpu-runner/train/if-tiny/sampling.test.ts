import { expect, it } from 'vitest';
import type { Session } from '../../runtime/session.ts';
import { tensor } from '../../tensor/tensor.ts';
import { words } from './discs.fixture.ts';
import { sampleTexts } from './sampling.ts';
import { timesteps } from './schedule.ts';

const GREY = 0.25;

/** Knows v, since it knows that every picture is grey; noise of a picture reduced by `block` has 1 / block of its deviation. */
function allKnowing(asked: number[] = []): Session {
  const { alphaBar } = timesteps();
  return {
    async run({ sample, timestep }) {
      asked.push(timestep!.data[0]!);
      const [rows, , height, width] = sample!.dims as [number, number, number, number];
      const half = 3 * height * width;
      const prediction = tensor([rows, 6, height, width], new Float32Array(rows * 2 * half));
      sample!.data.forEach((x, i) => {
        const row = Math.floor(i / half);
        const kept = alphaBar[timestep!.data[row]!]!;
        const noise = (x - Math.sqrt(kept) * GREY) / Math.sqrt(1 - kept);
        prediction.data[row * half + i] = Math.sqrt(kept) * noise - Math.sqrt(1 - kept) * GREY;
      });
      return { prediction };
    },
    release: async () => {},
  };
}

it.each([1, 4])('draws what the network knows, of pictures reduced by %d as well', async (block) => {
  const asked = { prompts: ['a red disc', 'blue'], tokenize: words, guidance: 3, size: 4, block, seed: 1, steps: 10 };
  const run = sampleTexts(allKnowing(), asked);
  let next = await run.next();
  while (!next.done) next = await run.next();
  expect(next.value.dims).toEqual([2, 3, 4, 4]);
  for (const x of next.value.data) expect(x).toBeCloseTo(GREY, 3);
});

it('begins at pure noise, though its strides rounded down would begin in the middle', async () => {
  const visited: number[] = [];
  const asked = { prompts: ['blue'], tokenize: words, guidance: 3, size: 1, block: 1, seed: 1, steps: 501 };
  await sampleTexts(allKnowing(visited), asked).next();
  expect(visited[0]).toBeGreaterThan(990);
});
