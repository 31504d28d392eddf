import { digestOf } from '@manifold/shared/image/digest';
import { manifest } from '@manifold/shared/recipe/arbitrary';
import { prepareTechnique } from '@manifold/shared/recipe/prepare';
import { runsOf } from '@manifold/shared/recipe/study';
import { Technique } from '@manifold/shared/recipe/technique';
import sharp, { type OverlayOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { splitChannels } from '../../tensor/channels.ts';
import { givenOf } from './given.ts';

const inColour = { ...manifest, size: 8, channels: 3 as const, accepts: { images: true, upscale: false } };

async function picture(background: string, layers: OverlayOptions[] = []): Promise<Uint8Array<ArrayBuffer>> {
  const base = sharp({ create: { width: 8, height: 8, channels: 3, background } });
  return new Uint8Array(await base.composite(layers).png().toBuffer());
}

function recipeOf(technique: object) {
  const prepared = prepareTechnique(Technique.parse({ seed: 1, ...technique }), inColour, () => 0);
  if (!prepared.ok) throw new Error(prepared.faults[0]!.detail);
  return prepared.recipe;
}

describe('givenOf', () => {
  it('takes the luminance of a coloured mask for every channel', async () => {
    const yellow = { create: { width: 4, height: 8, channels: 3, background: '#ff0' } } as const;
    const files = [await picture('#456'), await picture('#000', [{ input: yellow, left: 0, top: 0 }])];
    const [image, mask] = await Promise.all(files.map(digestOf));
    const inputs = new Map([image!, mask!].map((digest, i) => [digest, files[i]!]));
    const given = await givenOf(recipeOf({ technique: 'inpaint', image, mask, prompt: '7' }), inColour, inputs);
    const [red, green, blue] = splitChannels(given.mask!, 3);
    expect([green, blue]).toEqual([red, red]);
    expect(red!.data[0]).toBeGreaterThan(0.9);
    expect(red!.data[7]).toBe(0);
  });

  it.each([
    ['has white too thin for 8 px; paint it broader', '#000', '#fff', 6],
    ['has black too thin for 8 px; paint it broader', '#fff', '#000', 6],
    ['is all black; paint white what to redraw', '#000', '#fff', 0],
    ['is all white; leave black what to keep', '#fff', '#000', 0],
    ['has no black; leave black what to keep', '#808080', '#fff', 0],
    ['has no black; leave black what to keep', '#fff', '#808080', 6],
    ['has no white; paint white what to redraw', '#404040', '#000', 0],
    ['has no white; paint white what to redraw', '#000', '#404040', 200],
  ])('says of a mask that it %s', async (fault, ground, ink, thickness) => {
    const flat = (background: string, height: number) =>
      sharp({ create: { width: 256, height, channels: 3, background } });
    const line = {
      input: await flat(ink, thickness || 1)
        .png()
        .toBuffer(),
      left: 0,
      top: 28,
    };
    const masked = flat(ground, 256).composite(thickness ? [line] : []);
    const files = await Promise.all(
      [flat('#456', 256), masked].map(async (file) => new Uint8Array(await file.png().toBuffer())),
    );
    const [image, mask] = await Promise.all(files.map(digestOf));
    const inputs = new Map([image!, mask!].map((digest, i) => [digest, files[i]!]));
    const recipe = recipeOf({ technique: 'inpaint', image, mask, prompt: '7' });
    await expect(givenOf(recipe, inColour, inputs)).rejects.toThrow(fault);
  });

  const cut = 'in its middle square, which is all that is taken';
  it.each([
    ['white all over', 'fit', 0, 128, 'is all white; leave black what to keep'],
    ['white at its side', 'fit', 0, 16, undefined],
    ['white at its side', 'crop', 0, 8, `is all black ${cut}; paint there or ask for fit`],
    ['black at its sides', 'crop', 8, 112, `is all white ${cut}; leave black there or ask for fit`],
    ['white in the middle', 'crop', 32, 64, `is all white ${cut}; leave black there or ask for fit`],
    ['white in the middle', 'crop', 34, 61, `black too thin for 8 px ${cut}; paint it broader there or ask for fit`],
    ['white in the middle', 'fit', 32, 64, undefined],
  ] as const)('looks at what is taken of a wide mask: %s, %s', async (_, fit, left, width, fault) => {
    const wide = { width: 128, height: 64, channels: 3, background: '#000' } as const;
    const white = { create: { ...wide, width, background: '#fff' } };
    const masked = sharp({ create: wide }).composite([{ input: white, left, top: 0 }]);
    const files = await Promise.all([sharp({ create: wide }), masked].map(async (file) => file.png().toBuffer()));
    const [image, mask] = await Promise.all(files.map(digestOf));
    const inputs = new Map([image!, mask!].map((digest, i) => [digest, files[i]!]));
    const given = givenOf(recipeOf({ technique: 'inpaint', image, mask, fit, prompt: '7' }), inColour, inputs);
    await (fault ? expect(given).rejects.toThrow(fault) : expect(given).resolves.toHaveProperty('mask'));
  });

  it('decodes a file once for all panels of a study', async () => {
    const file = await picture('#456');
    const image = await digestOf(file);
    const inputs = new Map([[image, file]]);
    const [first, second] = runsOf(recipeOf({ technique: 'noise', image, t: [10, 20] }));
    const given = await givenOf(first!, inColour, inputs);
    file.fill(0);
    expect(await givenOf(second!, inColour, inputs)).toEqual(given);
  });
});
