import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { respaced, respacings } from './respacing.ts';

describe('respaced', () => {
  it('gives fast27 as published', () => {
    expect(respaced(1000, respacings.fast27)).toEqual([
      999, 800, 799, 600, 599, 500, 400, 399, 377, 355, 333, 311, 288, 266, 244, 222, 200, 199, 177, 155, 133, 111, 88,
      66, 44, 22, 0,
    ]);
  });

  it.each(Object.entries(respacings))('has in %s as many timesteps as its name says, falling to 0', (name, counts) => {
    const timesteps = respaced(1000, counts);
    expect(timesteps).toHaveLength(Number(name.replace(/\D/g, '')));
    expect(timesteps.at(-1)).toBe(0);
    expect(timesteps.every((t, i) => i === 0 || t < timesteps[i - 1]!)).toBe(true);
  });

  it('visits every section as often as asked, whatever the length', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 81, max: 1000 }), (each, length) => {
        const timesteps = respaced(length, each);
        expect(new Set(timesteps).size).toBe(each.reduce((a, b) => a + b));
        expect(Math.max(...timesteps)).toBeLessThan(length);
      }),
    );
  });

  it('refuses more than there are', () => {
    expect(() => respaced(10, [3, 6])).toThrow('a section of 5 timesteps has no 6 to visit');
  });
});
