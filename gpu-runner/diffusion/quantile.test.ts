import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normals } from '../tensor/random.ts';
import { quantile } from './quantile.ts';

const values = fc
  .float32Array({ minLength: 1, maxLength: 300, noNaN: true, noDefaultInfinity: true })
  .map((all) => all.map(Math.abs));
const few = fc
  .array(fc.constantFrom(0, 0.25, 1), { minLength: 1, maxLength: 100 })
  .map((all) => Float32Array.from(all));
const ratio = fc.double({ min: 0, max: 1, noNaN: true });

it('is that of the sorted values, whatever their order and however many are equal', () => {
  fc.assert(
    fc.property(fc.oneof(values, few), ratio, (all, at) => {
      expect(quantile(all.slice(), at)).toBe(ofSorted(all.toSorted(), at));
    }),
  );
});

it.each(['rising', 'falling', 'as they come'])('takes 200,000 values %s', (order) => {
  const drawn = normals({ seed: 1, stream: 'init', sample: 0, timestep: 0 }, 200_000);
  const rising = drawn.toSorted();
  const all = order === 'rising' ? rising.slice() : order === 'falling' ? rising.toReversed() : drawn;
  expect(quantile(all, 0.95)).toBe(ofSorted(rising, 0.95));
});

function ofSorted(sorted: Float32Array, at: number): number {
  const place = at * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (place - Math.floor(place)) * (sorted[Math.ceil(place)]! - below);
}
