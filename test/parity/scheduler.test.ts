import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { respaced, respacings } from '@manifold/shared/recipe/respacing';
import { describe, expect, it } from 'vitest';
import { readNumbers } from '../../gpu-runner/bundle/safetensors.ts';
import { clipDynamically } from '../../gpu-runner/diffusion/clip.ts';
import { alphaBarOf } from '../../gpu-runner/diffusion/schedule/alpha-bar.ts';
import { squaredCosineBetas } from '../../gpu-runner/diffusion/schedule/squared-cosine.ts';
import { addVariance, posteriorMean, predictX0 } from '../../gpu-runner/diffusion/step.ts';
import { roundedStrides, stridesOf } from '../../gpu-runner/diffusion/strides.ts';
import { x0OfVPrediction } from '../../gpu-runner/diffusion/v-prediction.ts';
import { rowsOf } from '../../gpu-runner/tensor/rows.ts';
import { type Tensor, tensor } from '../../gpu-runner/tensor/tensor.ts';
import { farthest, golden } from './golden.ts';

const directory = join(golden, 'scheduler');

/** Absolute, on the next sample and on the predicted clean image. */
const TOLERANCE = 1e-5;

const alphaBar = alphaBarOf(squaredCosineBetas(1000));

describe('the squared-cosine schedule is that of diffusers', () => {
  it('to the last bit', async () => {
    const { betas, alphas_cumprod: products } = await readNumbers(join(directory, 'schedule.safetensors'));
    expect(squaredCosineBetas(1000)).toEqual(betas!.data);
    expect(alphaBar).toEqual(products!.data);
  });
});

describe('respacings are the published lists', () => {
  const published: Record<string, number[]> = JSON.parse(readFileSync(join(directory, 'respacings.json'), 'utf8'));

  it.each(Object.entries(published))('%s', (name, timesteps) => {
    expect(respaced(1000, respacings[name as keyof typeof respacings])).toEqual(timesteps);
  });
});

describe('every step is that of diffusers', () => {
  const ways = readdirSync(directory).filter((name) => name.includes('-max'));

  it.each(ways)('%s', async (name) => {
    const way = await readNumbers(join(directory, name));
    const clip = clipDynamically([-1, 1], 0.95, Number(name.match(/max([\d.]+)\./)![1]));
    const x0Of = name.includes('velocity') ? x0OfVPrediction : predictX0;
    const strides = roundedStrides(stridesOf([...way.timesteps!.data], 'clean', alphaBar));
    for (const [i, { timestep, ...stride }] of strides.entries()) {
      const at = (part: string) => row(way[part]!, i);
      const { output, v } = halves(at('estimate'));
      const x0 = clip(x0Of(at('sample'), output, stride.alphaBar));
      const mean = posteriorMean(at('sample'), x0, stride);
      const next = timestep === 0 ? mean : addVariance(mean, at('noise'), stride, v);
      expect(farthest(x0.data, at('x0').data), `x0 at ${timestep}`).toBeLessThanOrEqual(TOLERANCE);
      expect(farthest(next.data, at('prev_sample').data), `the step from ${timestep}`).toBeLessThanOrEqual(TOLERANCE);
    }
  });
});

/** Row i of a tensor [S, ...rest], as [...rest]. */
function row(whole: Tensor, i: number): Tensor {
  return tensor(whole.dims.slice(1), rowsOf(whole, i, i + 1).data);
}

/** Output and v of a network's answer [N, 2C, H, W]. */
function halves({ dims, data }: Tensor): { output: Tensor; v: Tensor } {
  const [n, c, h, w] = dims as [number, number, number, number];
  const size = (c / 2) * h * w;
  const half = (which: 0 | 1) =>
    tensor(
      [n, c / 2, h, w],
      Float32Array.from({ length: n * size }, (_, i) => data[(2 * Math.floor(i / size) + which) * size + (i % size)]!),
    );
  return { output: half(0), v: half(1) };
}
