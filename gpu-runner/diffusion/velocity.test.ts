import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normals } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import { noiseOfVelocity } from './velocity.ts';

const dims = [2, 3, 4, 4];
const drawn = (sample: number) =>
  tensor(dims, normals({ seed: 1, stream: 'init', sample, timestep: 0 }, 2 * 3 * 4 * 4));

describe('the noise of a velocity', () => {
  it('is the one that was added, whatever the timestep, and the variance stays', async () => {
    const property = fc.asyncProperty(
      fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true }),
      fc.nat(999),
      async (kept, sample) => {
        const [x0, eps, v] = [drawn(3 * sample), drawn(3 * sample + 1), drawn(3 * sample + 2)];
        const [signal, noise] = [Math.sqrt(kept), Math.sqrt(1 - kept)];
        const xt = tensor(
          dims,
          x0.data.map((x, i) => signal * x + noise * eps.data[i]!),
        );
        const velocity = tensor(
          dims,
          x0.data.map((x, i) => signal * eps.data[i]! - noise * x),
        );
        const model = noiseOfVelocity(async () => ({ eps: velocity, v }), Float32Array.of(0, kept));
        const found = await model(xt, 1, []);
        found.eps.data.forEach((each, i) => {
          expect(each).toBeCloseTo(eps.data[i]!, 5);
        });
        expect(found.v).toBe(v);
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });
});
