import { Technique } from '@manifold/shared/recipe/technique';
import { describe, expect, it } from 'vitest';
import { pairOf } from './pair.ts';

function pairFor(asked: object) {
  return pairOf(Technique.parse(asked) as Parameters<typeof pairOf>[0]);
}

describe('pairOf', () => {
  it('reads an anagram upright and in its view, a hybrid from near and from afar', () => {
    expect(pairFor({ technique: 'anagram', prompt: ['6', '9'], view: ['flip'] })).toEqual({
      first: { caption: 'a six', note: 'upright' },
      second: { caption: 'a nine', note: 'flipped' },
      view: 'flip',
    });
    expect(pairFor({ technique: 'hybrid', low: '0', high: '3' })?.second.caption).toBe('a zero');
  });

  it('has no pair for one reading, for three, or for a view that paper has not', () => {
    const others = [
      { technique: 'sample', prompt: '7' },
      { technique: 'anagram', prompt: ['6', '9', '8'], view: ['flip', 'rotate-cw'] },
      { technique: 'anagram', prompt: ['6', '9'], view: ['jigsaw'] },
      { technique: 'anagram', prompt: ['6', '9'], view: ['flip', 'rotate-cw'] },
    ];
    expect(others.map(pairFor)).toEqual(others.map(() => undefined));
  });
});
