import { describe, expect, it } from 'vitest';
import { normals } from '../tensor/random.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { alphaBarOf } from './schedule/alpha-bar.ts';
import { linearBetas } from './schedule/linear.ts';
import { addVariance, posteriorMean, predictX0 } from './step.ts';

const dims = [2, 1, 8, 8];
const noise = (sample: number): Tensor => tensor(dims, normals({ seed: 3, stream: 'init', sample, timestep: 0 }, 128));
const [xt, eps, z] = [noise(0), noise(1), noise(2)] as const;
const v = tensor(
  dims,
  noise(3).data.map((value) => Math.tanh(value)),
);
const alphaBars = alphaBarOf(linearBetas(300, 1e-4, 0.02));
const strides = [
  [299, 298],
  [294, 288],
  [150, 30],
  [6, 0],
].map(([t, prev]) => ({ alphaBar: alphaBars[t!]!, alphaBarPrev: alphaBars[prev!]! }));

describe.each(strides)('a step from $alphaBar to $alphaBarPrev', (stride) => {
  it('is that of the course', () => {
    const x0 = predictX0(xt, eps, stride.alphaBar);
    const stepped = addVariance(posteriorMean(xt, x0, stride), z, stride, undefined);
    const literal = xt.data.map((_, i) => courseStep(xt.data[i]!, eps.data[i]!, z.data[i]!, stride));
    expect(farthest(stepped, literal)).toBeLessThan(1e-5);
  });

  it('interpolates a learned variance in the log domain', () => {
    const stepped = addVariance(tensor(xt.dims, xt.data.slice()), z, stride, v);
    const literal = xt.data.map((x, i) => x + Math.sqrt(learnedVariance(v.data[i]!, stride)) * z.data[i]!);
    expect(farthest(stepped, literal)).toBeLessThan(1e-5);
  });

  it('has the two bounds of the variance at v = 1 and v = -1', () => {
    const { alphaBar, alphaBarPrev } = stride;
    const beta = 1 - alphaBar / alphaBarPrev;
    const at = (value: number) =>
      addVariance(
        tensor([1], new Float32Array(1)),
        tensor([1], Float32Array.of(1)),
        stride,
        tensor([1], Float32Array.of(value)),
      );
    expect(at(1).data[0]).toBeCloseTo(Math.sqrt(beta), 6);
    expect(at(-1).data[0]).toBeCloseTo(Math.sqrt((beta * (1 - alphaBarPrev)) / (1 - alphaBar)), 6);
  });
});

describe('the step to the clean image', () => {
  it('is the predicted image itself', () => {
    const stride = { alphaBar: alphaBars[0]!, alphaBarPrev: 1 };
    const x0 = predictX0(xt, eps, stride.alphaBar);
    expect(posteriorMean(xt, x0, stride).data).toEqual(x0.data);
  });
});

describe('predictX0', () => {
  it('finds the image that was noised', () => {
    for (const alphaBar of [alphaBars[0]!, alphaBars[150]!, alphaBars[299]!]) {
      const noised = xt.data.map((x0, i) => Math.sqrt(alphaBar) * x0 + Math.sqrt(1 - alphaBar) * eps.data[i]!);
      expect(farthest(predictX0(tensor(dims, noised), eps, alphaBar), xt.data)).toBeLessThan(1e-5);
    }
  });
});

interface Stride {
  alphaBar: number;
  alphaBarPrev: number;
}

/** The course's formula of one pixel, written out: mean and variance of x_t' given x_t. */
function courseStep(x: number, e: number, zz: number, { alphaBar, alphaBarPrev }: Stride): number {
  const alpha = alphaBar / alphaBarPrev;
  const beta = 1 - alpha;
  const clean = (x - Math.sqrt(1 - alphaBar) * e) / Math.sqrt(alphaBar);
  const fromClean = (Math.sqrt(alphaBarPrev) * beta * clean) / (1 - alphaBar);
  const fromNoisy = (Math.sqrt(alpha) * (1 - alphaBarPrev) * x) / (1 - alphaBar);
  return fromClean + fromNoisy + Math.sqrt(beta) * zz;
}

function learnedVariance(value: number, { alphaBar, alphaBarPrev }: Stride): number {
  const beta = 1 - alphaBar / alphaBarPrev;
  const fraction = (value + 1) / 2;
  const posterior = Math.max((beta * (1 - alphaBarPrev)) / (1 - alphaBar), 1e-20);
  return beta ** fraction * posterior ** (1 - fraction);
}

function farthest({ data }: Tensor, expected: Float32Array): number {
  return Math.max(...data.map((value, i) => Math.abs(value - expected[i]!)));
}
