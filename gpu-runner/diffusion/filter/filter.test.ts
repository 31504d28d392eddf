import { describe, expect, it } from 'vitest';
import { normals } from '../../tensor/random.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { channelMean } from './channel-mean.ts';
import { highPass } from './high-pass.ts';
import { lowPass } from './low-pass.ts';
import { motionBlur } from './motion-blur.ts';

const noise = (dims: number[]): Tensor => {
  const size = dims.reduce((a, b) => a * b);
  return tensor(dims, normals({ seed: 7, stream: 'init', sample: 0, timestep: 0 }, size));
};
const farthest = (a: Tensor, b: Tensor) => Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));

describe('lowPass', () => {
  it.each([28, 30, 31, 33, 64])('is the two-dimensional Gaussian convolution over reflected edges at %i px', (size) => {
    const picture = noise([2, 1, size, size]);
    expect(farthest(lowPass(2)(picture), literalBlur(picture, (2 * size) / 64))).toBeLessThan(1e-5);
  });

  it('keeps a constant, at any sigma that a recipe may ask for', () => {
    const flat = tensor([1, 1, 28, 28], new Float32Array(784).fill(0.5));
    for (const sigma of [0.1, 2, 16]) expect(farthest(lowPass(sigma)(flat), flat)).toBeLessThan(1e-6);
  });
});

describe('highPass', () => {
  it.each([0.1, 2, 16])('adds with the low pass to the identity, sigma %f', (sigma) => {
    const picture = noise([1, 3, 28, 28]);
    const low = lowPass(sigma)(picture).data;
    const both = tensor(
      picture.dims,
      highPass(sigma)(picture).data.map((value, i) => value + low[i]!),
    );
    expect(farthest(both, picture)).toBeLessThan(1e-6);
  });
});

describe('channelMean', () => {
  it('is the mean of the channels, in each', () => {
    const picture = noise([2, 3, 4, 4]);
    const grey = channelMean(picture).data;
    const at = (sample: number, channel: number, i: number) => picture.data[(sample * 3 + channel) * 16 + i]!;
    grey.forEach((value, i) => {
      const [sample, place] = [Math.floor(i / 48), i % 16];
      expect(value).toBeCloseTo((at(sample, 0, place) + at(sample, 1, place) + at(sample, 2, place)) / 3, 6);
    });
  });
});

describe('motionBlur', () => {
  it('is the mean of 7 diagonal pixels at 64 px, over reflected edges', () => {
    const picture = noise([1, 2, 64, 64]);
    const mirrored = (i: number) => (i < 0 ? -i : i >= 64 ? 126 - i : i);
    const literal = picture.data.map((_, i) => {
      const [plane, y, x] = [i - (i % 4096), Math.floor(i / 64) % 64, i % 64];
      let sum = 0;
      for (let k = -3; k <= 3; k++) sum += picture.data[plane + mirrored(y + k) * 64 + mirrored(x + k)]!;
      return sum / 7;
    });
    expect(farthest(motionBlur(picture), tensor(picture.dims, literal))).toBeLessThan(1e-6);
  });

  it.each([8, 28, 64, 100])('keeps a constant at %i px', (size) => {
    const flat = tensor([1, 1, size, size], new Float32Array(size * size).fill(0.5));
    expect(farthest(motionBlur(flat), flat)).toBeLessThan(1e-6);
  });
});

/** The double sum over a window of 33 pixels, as the course's torchvision call computes it. */
function literalBlur({ dims, data }: Tensor, sigma: number): Tensor {
  const size = dims[3]!;
  const radius = 16;
  const mirrored = (i: number) => (i < 0 ? -i : i >= size ? 2 * size - 2 - i : i);
  const weight = (d: number) => Math.exp(-0.5 * (d / sigma) ** 2);
  const blurred = data.map((_, i) => {
    const plane = i - (i % (size * size));
    const y = Math.floor(i / size) % size;
    const x = i % size;
    let sum = 0;
    let total = 0;
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const w = weight(dy) * weight(dx);
        sum += w * data[plane + mirrored(y + dy) * size + mirrored(x + dx)]!;
        total += w;
      }
    }
    return sum / total;
  });
  return tensor(dims, blurred);
}
