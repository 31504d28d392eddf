import { describe, expect, it } from 'vitest';
import { normals } from '../tensor/random.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { clipNone } from './clip.ts';
import { evenFlow, flow, flowStrides } from './flow.ts';
import type { SamplerStep } from './sampler.ts';

const start = tensor([2, 1, 4, 4], normals({ seed: 1, stream: 'init', sample: 0, timestep: 0 }, 32));
const map = (x: Tensor, f: (value: number, i: number) => number) => tensor(x.dims, x.data.map(f));
const farthest = (a: Tensor, b: Tensor) => Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));

async function run(steps: number, velocity: (xt: Tensor, t: number) => Promise<Tensor>) {
  const yielded: SamplerStep[] = [];
  const generator = flow({
    start,
    strides: evenFlow(steps),
    velocity: (xt, { time }) => velocity(xt, time),
    clip: clipNone,
  });
  let next = await generator.next();
  for (; !next.done; next = await generator.next()) yielded.push(next.value);
  return { yielded, picture: next.value };
}

describe('flow', () => {
  it('follows a straight flow exactly, however few the steps, and foresees its end', async () => {
    const picture = map(start, (_, i) => i / 32);
    const straight = async () => map(picture, (value, i) => value - start.data[i]!);
    for (const steps of [1, 7]) {
      const { yielded, picture: reached } = await run(steps, straight);
      expect(farthest(reached, picture)).toBeLessThan(1e-6);
      for (const { x0 } of yielded) expect(farthest(x0, picture)).toBeLessThan(1e-6);
    }
  });

  it('is Euler: dx/dt = x grows by (1 + 1/n)^n', async () => {
    const { picture, yielded } = await run(10, async (xt) => xt);
    expect(
      farthest(
        picture,
        map(start, (x) => x * 1.1 ** 10),
      ),
    ).toBeLessThan(1e-5);
    expect(yielded.map(({ timestep }) => timestep)).toEqual(Array.from({ length: 10 }, (_, i) => i));
  });

  it('ends where its last step foresaw', async () => {
    const { picture, yielded } = await run(5, async (xt, t) => map(xt, (x) => Math.sin(3 * x) - t));
    expect(farthest(picture, yielded.at(-1)!.x0)).toBeLessThan(1e-6);
  });
});

describe('flowStrides', () => {
  it('counts time from pure noise at T - 1, and ends at the picture or stops before it', () => {
    expect(flowStrides([3, 1], 'clean', 4)).toEqual([
      { timestep: 3, time: 0, nextTime: 0.5 },
      { timestep: 1, time: 0.5, nextTime: 1 },
    ]);
    expect(flowStrides([3, 1], 'stop', 4)).toEqual([{ timestep: 3, time: 0, nextTime: 0.5 }]);
  });
});
