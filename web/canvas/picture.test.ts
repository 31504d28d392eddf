import { afterEach, expect, it, vi } from 'vitest';
import { framesOfFilm } from './picture.ts';

afterEach(() => vi.unstubAllGlobals());

it('decodes a film once, however many look at it', async () => {
  const decode = vi.fn(async () => ({}));
  vi.stubGlobal('fetch', async () => new Response('a sprite'));
  vi.stubGlobal('createImageBitmap', decode);
  const film = { digest: 'a'.repeat(64), width: 20, height: 10, timesteps: [9, 0], url: '/film.png' };
  const reels = [framesOfFilm(film, 1), framesOfFilm(film, 1)];
  await Promise.all(reels.flat().map((frame) => frame()));
  expect(decode).toHaveBeenCalledOnce();
});
