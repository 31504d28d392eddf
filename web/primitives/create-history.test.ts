import type { Result } from '@manifold/shared/protocol/result';
import { manifest } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
import { Technique } from '@manifold/shared/recipe/technique';
import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createHistory, type History } from './create-history.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));

const recipe = compile({ ...Technique.parse({ technique: 'sample', prompt: '3' }), seed: 1 }, manifest);
const image = { digest: 'a'.repeat(64), width: 28, height: 28, url: '/a' };

function resultOf(digit: string, count = 1): Result {
  return { id: digit.repeat(64), recipe, images: Array(count).fill(image), createdAt: '' };
}

beforeEach(() => {
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
});
afterEach(() => vi.unstubAllGlobals());

function withHistory(test: (history: History) => void): void {
  createRoot((dispose) => {
    test(createHistory());
    dispose();
  });
}

it('counts the pictures of a result, of which a study has more than its recipe draws at once', () =>
  withHistory((history) => {
    history.add(resultOf('b', 12));
    expect([recipe.count, history.entries()[0]?.count]).toEqual([1, 12]);
  }));

it('remembers for itself what may not be stored', () => {
  vi.stubGlobal('localStorage', undefined);
  withHistory((history) => {
    for (const digit of ['b', 'c']) history.add(resultOf(digit));
    expect(history.entries().map(({ id }) => id[0])).toEqual(['c', 'b']);
  });
});

it('leaves the entries that it has as they are, and takes in those of another tab', () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  withHistory((other) =>
    withHistory((history) => {
      history.add(resultOf('b'));
      const [before] = history.entries();
      other.add(resultOf('c'));
      history.add(resultOf('d'));
      expect(history.entries().map(({ id }) => id[0])).toEqual(['d', 'c', 'b']);
      expect(history.entries()[2]).toBe(before);
    }),
  );
});
