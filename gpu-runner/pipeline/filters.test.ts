import { anyFilters } from '@manifold/shared/recipe/arbitrary';
import { addToIdentity, type Filter } from '@manifold/shared/recipe/filter';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normals } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import { filterOf } from './filters.ts';

const colours = fc.constant<Filter[]>([{ channels: 'mean' }, { channels: 'rest' }]);

describe('filters that are said to add to the identity', () => {
  it('do, on noise of any size', () => {
    const size = fc.constantFrom(8, 28, 64);
    fc.assert(
      fc.property(fc.oneof(anyFilters, colours), size, (filters, size) => {
        expect(addToIdentity(filters)).toBe(true);
        const dims = [1, 3, size, size];
        const noise = tensor(dims, normals({ seed: 1, stream: 'init', sample: 0, timestep: 0 }, 3 * size * size));
        const parts = filters.map((filter) => filterOf(filter)(noise).data);
        noise.data.forEach((value, i) => {
          const sum = parts.reduce((total, data) => total + data[i]!, 0);
          if (Math.abs(sum - value) > 1e-5) expect(sum).toBeCloseTo(value, 5);
        });
      }),
      { numRuns: 25 },
    );
  });
});
