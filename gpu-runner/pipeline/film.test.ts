import { readText, recipeKeyword } from '@manifold/shared/image/png';
import { Film } from '@manifold/shared/protocol/result';
import { manifest, upscaling } from '@manifold/shared/recipe/arbitrary';
import { canonicalRecipe } from '@manifold/shared/recipe/canonical';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Tensor, tensor, zeros } from '../tensor/tensor.ts';
import { FilmRoll, filmAnimation, filmSprite, type Shot } from './film.ts';

const recipe: Recipe = {
  version: 1,
  bundle: { name: 'mnist-class', revision: '00'.repeat(32) },
  start: { noise: 'gaussian' },
  estimate: { prompt: '7', negative: '', guidance: 5 },
  schedule: { timesteps: [200, 100, 0], end: 'clean', clip: 'none' },
  seed: 1,
  count: 2,
};
const upscaled: Recipe = {
  ...recipe,
  upscale: { start: 'noise', schedule: recipe.schedule, guidance: 4, noiseLevel: 250 },
};
const flat = (count: number, values: number[]): Tensor => tensor([count, 1, 1, 1], Float32Array.from(values));

/** The roll of a run of `of` steps, the `i`-th of them with the grey levels i and 100 + i. */
function rolled(of: number): FilmRoll {
  const roll = new FilmRoll(recipe, { ...manifest, size: 1 });
  for (let i = 0; i < of; i++) {
    const x0 = flat(2, [i / 255, (100 + i) / 255]);
    roll.offer({ step: i + 1, of, timestep: of - 1 - i, xt: x0, x0 });
  }
  return roll;
}

/** The roll of a run whose steps predict these images one after another. */
function rolledOf(images: readonly Tensor[], roll: FilmRoll): FilmRoll {
  for (const [i, x0] of images.entries())
    roll.offer({ step: i + 1, of: images.length, timestep: images.length - 1 - i, xt: x0, x0 });
  return roll;
}

/** Of a first stage of 64 px and a second of 256. */
function largeRoll(drawn: Recipe): FilmRoll {
  return new FilmRoll(drawn, { pixelRange: [-1, 1], size: 64, upscale: { ...upscaling.upscale!, size: 256 } });
}

/** The bytes of pixels, as an independent decoder reads them. */
async function pixels(png: Uint8Array) {
  const { data, info } = await sharp(png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { bytes: [...data], sides: [info.width, info.height, info.channels] };
}

describe('FilmRoll', () => {
  it('keeps evenly chosen steps, the first and the last among them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (of) => {
        const kept = rolled(of).columns.map(({ timestep }) => of - 1 - timestep);
        const even = Array.from({ length: 12 }, (_, i) => Math.round((i * (of - 1)) / 11));
        expect(kept).toEqual(of <= 12 ? Array.from({ length: of }, (_, i) => i) : even);
      }),
    );
  });
});

describe('what a FilmRoll keeps', () => {
  const run = [...Array(27).fill(zeros([16, 3, 64, 64])), ...Array(50).fill(zeros([16, 3, 256, 256]))];
  const bytesIn = (shots: readonly Shot[]) => shots.reduce((sum, { bytes }) => sum + bytes.buffer.byteLength, 0);

  it('is no more than the pixels of its film, in bytes, however large the pictures', () => {
    const { columns, frames } = rolledOf(run, largeRoll(upscaled));
    expect([columns.length, frames.length]).toEqual([12, 48]);
    expect(bytesIn(columns)).toBeLessThanOrEqual(15e6);
    expect(bytesIn(frames)).toBeLessThanOrEqual(60e6);
  });

  it('is nothing of a study, which has a sheet', () => {
    const study: Recipe['study'] = { columns: 1, panels: [{ show: 'picture', label: 'end' }] };
    const { columns, frames } = rolledOf(run, largeRoll({ ...recipe, study }));
    expect([...columns, ...frames]).toEqual([]);
  });
});

describe('filmSprite', () => {
  it('has a column for each step and a row for each sample', async () => {
    const film = await filmSprite(rolled(3).columns, recipe);
    expect(await pixels(film.png)).toEqual({ bytes: [0, 1, 2, 100, 101, 102], sides: [3, 2, 1] });
    const { digest, width, height, timesteps } = film;
    expect(Film.parse({ digest, width, height, timesteps }).timesteps).toEqual([2, 1, 0]);
  });

  it('keeps at most 12 steps, evenly, with the first and the last', async () => {
    const film = await filmSprite(rolled(50).columns, recipe);
    expect(film.timesteps).toEqual([49, 45, 40, 36, 31, 27, 22, 18, 13, 9, 4, 0]);
    expect(rolled(12).columns).toHaveLength(12);
    expect(rolled(1).columns).toHaveLength(1);
  });

  it('halves many large pictures, so that the edge takes it', async () => {
    const noise = Float32Array.from({ length: 9 * 3 * 256 ** 2 }, (_, i) => (i * 0.618) % 1);
    const x0 = tensor([9, 3, 256, 256], noise);
    const { columns } = rolledOf(Array(12).fill(x0), largeRoll(upscaled));
    const { png, width, height } = await filmSprite(columns, recipe);
    expect([width, height]).toEqual([12 * 128, 9 * 128]);
    expect(png.length).toBeLessThan(16_000_000);
  });
});

describe('filmAnimation', () => {
  it('has a frame for each step, with all samples, magnified, and the last for longer', async () => {
    const { webp } = await filmAnimation(rolled(3).frames, recipe);
    const { pages, pageHeight, width, loop, delay, xmpAsString } = await sharp(webp, { animated: true }).metadata();
    expect({ pages, pageHeight, width, loop, delay }).toEqual({
      pages: 3,
      pageHeight: 64,
      width: 128,
      loop: 0,
      delay: [1000, 1000, 1500],
    });
    expect(xmpAsString).toContain('digitalsourcetype/trainedAlgorithmicMedia<');
    const frames = await sharp(webp, { animated: true }).toColourspace('b-w').raw().toBuffer();
    expect([0, 1, 2].map((page) => [frames[page * 64 * 128], frames[page * 64 * 128 + 127]])).toEqual([
      [0, 100],
      [1, 101],
      [2, 102],
    ]);
  });

  it('gives other work a turn between two frames', async () => {
    let [turn, over] = [0, false];
    const other = () => {
      turn++;
      if (!over) setImmediate(other);
    };
    other();
    const begun = new Set<number>();
    const frame = (timestep: number) => ({
      timestep,
      dims: [1, 1, 1, 1],
      get bytes() {
        begun.add(turn);
        return Uint8ClampedArray.of(128);
      },
    });
    await filmAnimation([2, 1, 0].map(frame), recipe);
    over = true;
    expect(begun.size).toBeGreaterThanOrEqual(3);
  });

  it('shows a second stage at its size, and the first magnified to it', async () => {
    const shots = [flat(1, [0.2]), tensor([1, 1, 2, 2], Float32Array.of(0, 0.2, 0.4, 0.6))];
    const small = { ...manifest, size: 1, upscale: { ...upscaling.upscale!, size: 2 } };
    const film = await filmSprite(rolledOf(shots, new FilmRoll(upscaled, small)).columns, recipe);
    expect(await pixels(film.png)).toEqual({ bytes: [51, 51, 0, 51, 51, 51, 102, 153], sides: [4, 2, 1] });
    expect(readText(film.png, recipeKeyword)).toBe(canonicalRecipe(recipe));
  });
});
