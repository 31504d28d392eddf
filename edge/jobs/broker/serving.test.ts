import { describe, expect, it } from 'vitest';
import { Serving } from './serving.ts';

const bundle = (name: string) => ({ name, revision: 'a'.repeat(64) });
const key = (name: string) => `${name}@${'a'.repeat(64)}`;
const [nobody, late] = [new Set<string>(), 120_001];

function servingOf(runner: string, ...names: string[]): Serving {
  const serving = new Serving();
  serving.note({ runner, bundles: names.map(bundle) }, 0);
  return serving;
}

describe('what shares a runner', () => {
  it('is what a runner has beside it, and itself whoever has it', () => {
    const serving = servingOf('one', 'a', 'b');
    serving.note({ runner: 'two', bundles: [bundle('c')] }, 0);
    expect(serving.beside(key('a'), nobody, 1)).toEqual([key('a'), key('b')]);
    expect(serving.beside(key('c'), nobody, 1)).toEqual([key('c')]);
    expect(serving.beside(key('x'), nobody, 1)).toEqual([key('x')]);
  });

  it('is nothing of a runner that has not asked for long, unless it holds something', () => {
    expect(servingOf('one', 'a', 'b').beside(key('a'), nobody, late)).toEqual([key('a')]);
    expect(servingOf('one', 'a', 'b').beside(key('a'), new Set(['one']), late)).toEqual([key('a'), key('b')]);
  });
});
