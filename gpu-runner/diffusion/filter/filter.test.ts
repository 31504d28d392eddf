import { describe, expect, it } from 'vitest';
import { normals } from '../../tensor/random.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { highPass } from './high-pass.ts';
import { lowPass } from './low-pass.ts';

const noise = (dims: number[]): Tensor => {
  const size = dims.reduce((a, b) => a * b);
  return tensor(dims, normals({ seed: 7, stream: 'init', sample: 0, timestep: 0 }, size));
};
const farthest = (a: Tensor, b: Tensor) => Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)));

describe('lowPass', () => {
  it.each([28, 64])('is the two-dimensional Gaussian convolution over reflected edges at %i px', (size) => {
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
