import { describe, expect, it } from 'vitest';
import { normals } from '../tensor/random.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { clipNone, clipToRange } from './clip.ts';
import type { Estimator } from './prediction.ts';
import { type Sampler, type SamplerStep, sample } from './sampler.ts';
import { alphaBarOf } from './schedule/alpha-bar.ts';
import { linearBetas } from './schedule/linear.ts';
import { stridesOf } from './strides.ts';

const dims = [2, 1, 4, 4];
const betas = linearBetas(300, 1e-4, 0.02);
const alphaBar = alphaBarOf(betas);
const noise = (timestep: number, stream: 'init' | 'step' = 'step') =>
  tensor(dims, normals({ seed: 1, stream, sample: 0, timestep }, 32));
const epsAt = (x: number, t: number) => Math.sin(2 * x) + t / 1000;
const estimate: Estimator = async (xt, timestep) => ({
  output: tensor(
    xt.dims,
    xt.data.map((x) => epsAt(x, timestep)),
  ),
});

function sampler(timesteps: number[], end: 'stop' | 'clean', clip = clipNone): Sampler {
  return { start: noise(0, 'init'), strides: stridesOf(timesteps, end, alphaBar), estimate, clip, noise };
}

describe('sample', () => {
  it('over every timestep is the loop of the course, part B', async () => {
    const timesteps = Array.from({ length: 300 }, (_, i) => 299 - i);
    const { picture } = await run(sampler(timesteps, 'clean'));
    expect(farthest(picture, courseLoop(noise(0, 'init').data))).toBeLessThan(1e-4);
  });

  it('ends clean: evaluates at every entry and returns the last x0', async () => {
    const { steps, picture } = await run(sampler([200, 100, 0], 'clean'));
    expect(steps.map(({ timestep }) => timestep)).toEqual([200, 100, 0]);
    expect(picture.data).toEqual(steps[2]!.x0.data);
  });

  it('ends at stop: steps onto the last entry without evaluating there', async () => {
    const { steps, picture } = await run(sampler([200, 100, 0], 'stop'));
    expect(steps.map(({ timestep }) => timestep)).toEqual([200, 100]);
    expect(picture.data).not.toEqual(steps[1]!.x0.data);
  });

  it('adds no noise to the clean image, from whichever timestep', async () => {
    const { steps, picture } = await run(sampler([150], 'clean'));
    expect(picture.data).toEqual(steps[0]!.x0.data);
  });

  it('adds noise onto a timestep that is as good as clean', async () => {
    const strides = [{ timestep: 200, next: 0, alphaBar: alphaBar[200]!, alphaBarPrev: 1 }];
    const { steps, picture } = await run({ ...sampler([200, 0], 'stop'), strides });
    expect(picture.data).not.toEqual(steps[0]!.x0.data);
  });

  it('draws the noise of a step before the estimate is there', async () => {
    const events: string[] = [];
    await run({
      ...sampler([200, 100], 'clean'),
      estimate: async (xt, timestep) => {
        await new Promise((resolve) => setImmediate(resolve));
        events.push(`estimated ${timestep}`);
        return estimate(xt, timestep);
      },
      noise: (timestep) => {
        events.push(`drew ${timestep}`);
        return noise(timestep);
      },
    });
    expect(events).toEqual(['drew 200', 'estimated 200', 'estimated 100']);
  });

  it('goes on from what was clipped', async () => {
    const { steps, picture } = await run(sampler([200, 0], 'clean', clipToRange([0, 1])));
    expect(steps.every(({ x0 }) => x0.data.every((value) => value >= 0 && value <= 1))).toBe(true);
    expect(picture.data).not.toEqual((await run(sampler([200, 0], 'clean'))).picture.data);
  });
});

/** Algorithm 2 of Ho et al. 2020 in float64, pixel by pixel: mean of equation 7, variance beta_t, none at the last step. */
function courseLoop(start: Float32Array): Float64Array {
  const product = (t: number) => betas.slice(0, t + 1).reduce((product, beta) => product * (1 - beta), 1);
  let x = Float64Array.from(start);
  for (let t = 299; t >= 0; t--) {
    const [beta, now, before] = [betas[t]!, product(t), t > 0 ? product(t - 1) : 1];
    const z = t > 0 ? noise(t).data : new Float32Array(32);
    x = x.map((value, i) => {
      const clean = (value - Math.sqrt(1 - now) * epsAt(value, t)) / Math.sqrt(now);
      const mean = (Math.sqrt(before) * beta * clean + Math.sqrt(1 - beta) * (1 - before) * value) / (1 - now);
      return mean + Math.sqrt(beta) * z[i]!;
    });
  }
  return x;
}

async function run(sampler: Sampler): Promise<{ steps: SamplerStep[]; picture: Tensor }> {
  const steps: SamplerStep[] = [];
  const sampling = sample(sampler);
  for (let next = await sampling.next(); ; next = await sampling.next()) {
    if (next.done) return { steps, picture: next.value };
    steps.push(next.value);
  }
}

function farthest({ data }: Tensor, expected: Float64Array): number {
  return Math.max(...data.map((value, i) => Math.abs(value - expected[i]!)));
}
