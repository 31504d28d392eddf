import { manifest } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
import { Technique } from '@manifold/shared/recipe/technique';
import { createRoot } from 'solid-js';
import { afterEach, expect, it, vi } from 'vitest';
import { createHistory } from './create-history.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));

afterEach(() => vi.unstubAllGlobals());

it('counts the pictures of a result, of which a study has more than its recipe draws at once', () => {
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
  const recipe = compile({ ...Technique.parse({ technique: 'sample', prompt: '3' }), seed: 1 }, manifest);
  const image = { digest: 'a'.repeat(64), width: 28, height: 28, url: '/a' };
  createRoot((dispose) => {
    const history = createHistory();
    history.add({ id: 'b'.repeat(64), recipe, images: Array(12).fill(image), createdAt: '' });
    expect([recipe.count, history.entries()[0]?.count]).toEqual([1, 12]);
    dispose();
  });
});
