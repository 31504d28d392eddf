import { describe, expect, it } from 'vitest';
import { gradientError, normalTensor } from '../runtime/gradient-check.ts';
import { expand, mean, meanAll, sum } from './reduce.ts';

describe('gradients of reductions are the finite differences', () => {
  const input = normalTensor([2, 3, 2], 1);
  it.each([[[0]], [[1]], [[0, 2]], [[0, 1, 2]]])('sum and mean over %j', async (axes) => {
    expect(await gradientError((g, [x]) => sum(g, x!, axes), [input])).toBeLessThan(2e-3);
    expect(await gradientError((g, [x]) => mean(g, x!, axes), [input])).toBeLessThan(2e-3);
  });

  it('meanAll', async () => {
    expect(await gradientError((g, [x]) => meanAll(g, x!), [input])).toBeLessThan(2e-3);
  });

  it('expand', async () => {
    const narrow = normalTensor([1, 3, 1], 1);
    expect(await gradientError((g, [x]) => expand(g, x!, [2, 3, 2]), [narrow])).toBeLessThan(2e-3);
  });
});
