import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToIdentity, type Filter } from './filter.ts';

const low = (sigma: number): Filter => ({ pass: 'low', sigma });
const high = (sigma: number): Filter => ({ pass: 'high', sigma });
const band = (fine: number, coarse: number): Filter => ({ pass: 'band', fine, coarse });

describe('addToIdentity', () => {
  it.each<[string, Filter[]]>([
    ['two passes', [low(2), high(2)]],
    ['three', [low(2), band(1, 2), high(1)]],
    ['three in any order', [high(1), low(2), band(1, 2)]],
    ['bands through one another', [low(4), band(1, 3), band(3, 4), high(1)]],
    ['grey and colour', [{ channels: 'mean' }, { channels: 'rest' }]],
    ['motion and the rest', [{ motion: 'rest' }, { motion: 'blur' }]],
    ['factors', [{ scale: 0.1 }, { scale: 0.2 }, { scale: 0.7 }]],
    ['factors of either sign', [{ scale: 1.5 }, { scale: -0.5 }]],
    ['a pass and its own negative', [low(2), high(2), { scale: 0 }]],
  ])('holds of %s', (_, filters) => {
    expect(addToIdentity(filters)).toBe(true);
  });

  it.each<[string, Filter[]]>([
    ['nothing', []],
    ['two low passes', [low(2), low(2)]],
    ['unequal sigmas', [low(2), high(3)]],
    ['a gap between the bands', [low(4), band(1, 3), high(1)]],
    ['the identity twice', [low(2), high(2), { channels: 'mean' }, { channels: 'rest' }]],
    ['two kinds', [{ channels: 'mean' }, { motion: 'rest' }]],
    ['factors beside 1', [{ scale: 0.5 }, { scale: 0.6 }]],
  ])('fails of %s', (_, filters) => {
    expect(addToIdentity(filters)).toBe(false);
  });

  it('does not depend on the order', () => {
    const sigma = fc.constantFrom(1, 2, 3);
    const filter = fc.oneof(
      sigma.map(low),
      sigma.map(high),
      fc.constantFrom<Filter>(band(1, 2), band(2, 3), { channels: 'mean' }, { scale: 1 }, { scale: -1 }),
    );
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 5 }), (filters) => {
        expect(addToIdentity(filters.toReversed())).toBe(addToIdentity(filters));
      }),
    );
  });
});
