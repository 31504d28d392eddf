import { digestOf } from '@manifold/shared/image/digest';
import { readText, recipeKeyword } from '@manifold/shared/image/png';
import { Preview } from '@manifold/shared/protocol/event';
import { canonicalRecipe } from '@manifold/shared/recipe/canonical';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { halved } from '../tensor/tiles.ts';
import { contactSheet, encodePictures, encodePreview, seenSheet } from './encode.ts';

const recipe: Recipe = {
  version: 1,
  bundle: { name: 'mnist-class', revision: '00'.repeat(32) },
  start: { noise: 'gaussian' },
  estimate: { prompt: '7', negative: '', guidance: 5 },
  schedule: { timesteps: [200, 100, 0], end: 'clean', clip: 'none' },
  seed: 1,
  count: 2,
};
const grey = tensor([2, 1, 1, 3], Float32Array.of(-1, 0, 0.5, 1, 2, 0.1));
const flat = (count: number, values: number[]): Tensor => tensor([count, 1, 1, 1], Float32Array.from(values));

/** The PNG's bytes of pixels, as an independent decoder reads them. */
async function pixels(png: Uint8Array) {
  const { channels } = await sharp(png).metadata();
  const decoded = sharp(png).toColourspace(channels === 1 ? 'b-w' : 'srgb');
  const { data, info } = await decoded.raw().toBuffer({ resolveWithObject: true });
  return { bytes: [...data], sides: [info.width, info.height, info.channels] };
}

/** The XMP packet of a file, as an independent decoder finds it. */
const xmpIn = async (file: Uint8Array) => (await sharp(file).metadata()).xmpAsString!;

describe('encodePictures', () => {
  it.each<[string, Partial<Recipe>]>([
    ['trainedAlgorithmicMedia', {}],
    ['compositeWithTrainedAlgorithmicMedia', { start: { image: '00'.repeat(32), fit: 'crop', t: 200 } }],
    [
      'algorithmicallyEnhanced',
      {
        start: { image: '00'.repeat(32), fit: 'crop', t: 200 },
        schedule: { timesteps: [200], end: 'stop', clip: 'none' },
      },
    ],
  ])('marks them as IPTC has it: %s', async (type, change) => {
    const [picture] = await encodePictures({ pictures: grey, flags: [] }, [0, 1], { ...recipe, ...change });
    const xmp = await xmpIn(picture!.png);
    expect(xmp).toMatch(/^<\?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"\?>/);
    expect(xmp).toContain('xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"');
    const property = 'Iptc4xmpExt:DigitalSourceType';
    expect(xmp).toContain(`<${property}>http://cv.iptc.org/newscodes/digitalsourcetype/${type}</${property}>`);
  });

  it('writes 8-bit PNGs clamped to the range, named by their digest, with the recipe inside', async () => {
    const [first, second] = await encodePictures({ pictures: grey, flags: [] }, [0, 1], recipe);
    expect(await pixels(first!.png)).toEqual({ bytes: [0, 0, 128], sides: [3, 1, 1] });
    expect(await pixels(second!.png)).toEqual({ bytes: [255, 255, 26], sides: [3, 1, 1] });
    for (const picture of [first!, second!]) {
      expect(picture.digest).toBe(await digestOf(picture.png));
      expect([picture.width, picture.height]).toEqual([3, 1]);
      expect(readText(picture.png, recipeKeyword)).toBe(canonicalRecipe(recipe));
    }
  });

  it('interleaves colours and takes any range', async () => {
    const colours = tensor([1, 3, 1, 2], Float32Array.of(-1, 1, 0, 0, 1, -1));
    const [picture] = await encodePictures({ pictures: colours, flags: [] }, [-1, 1], recipe);
    expect(await pixels(picture!.png)).toEqual({ bytes: [0, 128, 255, 255, 128, 0], sides: [2, 1, 3] });
  });

  it('says which were replaced, and why', async () => {
    const pictures = await encodePictures({ pictures: grey, flags: [undefined, 'unsafe'] }, [0, 1], recipe);
    expect(pictures.map(({ flagged }) => flagged)).toEqual([undefined, 'unsafe']);
    expect(Object.keys(pictures[0]!)).not.toContain('flagged');
  });

  it('gives equal bytes for equal pictures', async () => {
    const bytes = async () =>
      (await encodePictures({ pictures: grey, flags: [] }, [0, 1], recipe)).map(({ png }) => png);
    expect(await bytes()).toEqual(await bytes());
  });
});

describe('encodePreview', () => {
  it('holds a PNG for each sample', async () => {
    const preview = Preview.parse(await encodePreview(grey, [0, 1]));
    expect(preview.mediaType).toBe('image/png');
    const decoded = await Promise.all(preview.images.map((image) => pixels(Buffer.from(image, 'base64'))));
    expect(decoded.map(({ bytes }) => bytes)).toEqual([
      [0, 0, 128],
      [255, 255, 26],
    ]);
  });
});

describe('encodePreview of a second stage', () => {
  it('makes many large pictures smaller, so that a post can carry them', async () => {
    const noisy = tensor(
      [16, 3, 256, 256],
      Float32Array.from({ length: 16 * 3 * 256 * 256 }, (_, i) => (i * 0.618) % 1),
    );
    const { images } = await encodePreview(noisy, [0, 1]);
    expect(await sharp(Buffer.from(images[0]!, 'base64')).metadata()).toMatchObject({ width: 128, height: 128 });
    expect(images.join('').length).toBeLessThan(1_400_000);
  });

  it('takes the mean of each four pixels', () => {
    const small = halved(tensor([1, 1, 3, 4], Float32Array.of(0, 4, 1, 1, 4, 8, 1, 1, 9, 9, 9, 9)));
    expect(small).toEqual(tensor([1, 1, 1, 2], Float32Array.of(4, 1)));
  });
});

describe('contactSheet', () => {
  it.each([
    [1, [1, 1]],
    [4, [2, 2]],
    [5, [3, 2]],
    [16, [4, 4]],
  ])('lays out %i pictures', async (count, sides) => {
    const values = Array.from({ length: count }, (_, i) => (i + 1) / 255);
    const signed = values.map((value) => 2 * value - 1);
    for (const [shown, range] of [[values, [0, 1]] as const, [signed, [-1, 1]] as const]) {
      const sheet = await contactSheet(flat(count, shown), [...range], recipe);
      expect([sheet.width, sheet.height]).toEqual(sides);
      const { bytes } = await pixels(sheet.png);
      expect(bytes).toEqual(Array.from({ length: sides[0]! * sides[1]! }, (_, i) => (i < count ? i + 1 : 0)));
    }
  });
});

describe('seenSheet', () => {
  const picture = tensor(
    [1, 1, 2, 2],
    Float32Array.of(0, 1, 2, 3).map((value) => value / 255),
  );
  const seen = (estimate: Recipe['estimate']) =>
    seenSheet({ pictures: picture, flags: [] }, [0, 1], { ...recipe, estimate });
  const leaf = { prompt: '7', negative: '', guidance: 5 };

  it('shows the picture as a lone prompt sees it', async () => {
    expect((await pixels((await seen({ view: 'flip', of: leaf }))!.png)).bytes).toEqual([2, 3, 0, 1]);
  });

  it('is none where every prompt sees the picture itself', async () => {
    expect(await seen({ mean: [leaf, { view: 'identity', of: leaf }] })).toBeUndefined();
    const weighed = [0.5, 0.5].map((scale) => ({ filter: { scale }, of: leaf }));
    expect(await seen({ sum: weighed })).toBeUndefined();
  });

  it('leaves a flagged picture black that a view would make white', async () => {
    const drawn = { pictures: flat(2, [-1, -1]), flags: [undefined, 'unsafe'] as const };
    const sheet = await seenSheet(drawn, [-1, 1], { ...recipe, estimate: { view: 'negate', of: leaf } });
    expect((await pixels(sheet!.png)).bytes).toEqual([255, 0]);
  });

  it('is halved where the edge would refuse it', async () => {
    const side = 2800;
    const shaded = tensor(
      [1, 1, side, side],
      Float32Array.from({ length: side * side }, (_, i) => i / side ** 2),
    );
    const estimate = { mean: [leaf, { view: 'flip' as const, of: leaf }] };
    const sheet = await seenSheet({ pictures: shaded, flags: [] }, [0, 1], { ...recipe, estimate });
    expect([sheet!.width, sheet!.height]).toEqual([side, side / 2]);
  });
});
