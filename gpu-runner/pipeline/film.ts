import { setImmediate } from 'node:timers/promises';
import { type Digest, digestOf } from '@manifold/shared/image/digest';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import sharp from 'sharp';
import { concatRows, splitRows } from '../tensor/rows.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type Picture, pictureOf } from './encode.ts';
import { marked, xmpOf } from './marking.ts';
import type { Step } from './pipeline.ts';
import { encodePng, interleaved } from './png.ts';
import { magnified, reduced, tiled } from './tiles.ts';

/** What a film shows of a step. */
export type Shot = Pick<Step, 'timestep' | 'x0'>;

/** The film's PNG with the timesteps of its columns: all of the protocol's `Film`, and the bytes. */
export interface FilmSprite extends Picture {
  readonly timesteps: number[];
}

/** The film as an animated WebP with its SHA-256. */
export interface Animation {
  readonly webp: Uint8Array<ArrayBuffer>;
  readonly digest: Digest;
}

/** The most columns of the sprite, and frames of the animation. */
const most = { columns: 12, frames: 48 };
/** Milliseconds of the animation, and how long its end stays. */
const duration = { running: 3000, end: 1500 };
/** Pixels that a frame is wide at least. */
const leastWidth = 128;
/** Pixels of a frame up to which nothing is lost in it. */
const lossless = 192 * 192;
/** WebP's quality of larger ones. */
const quality = 85;
/**
 * The most numbers that make up each: its file stays below the edge's limit of 16 MB, even of noise. A PNG takes a byte for
 * each, a WebP of that quality a quarter.
 */
const mostNumbers = { sprite: 15e6, animation: 60e6 };

/** Keeps of a run's steps those that its film shows, evenly chosen with the first and the last; the others are let go. */
export class FilmRoll {
  readonly columns: Shot[] = [];
  readonly frames: Shot[] = [];

  offer({ step, of, timestep, x0 }: Step): void {
    if (isKept(step, of, most.columns)) this.columns.push({ timestep, x0 });
    if (isKept(step, of, most.frames)) this.frames.push({ timestep, x0 });
  }
}

/** Whether step `step` of `of`, counted from 1, is one of at most `limit` at even distances. */
function isKept(step: number, of: number, limit: number): boolean {
  if (of <= limit) return true;
  const place = Math.round(((step - 1) * (limit - 1)) / (of - 1));
  return Math.round((place * (of - 1)) / (limit - 1)) === step - 1;
}

/** The columns of a roll as one picture, a column for each and a row for each sample; where they are many and large, halved. */
export async function filmSprite(
  columns: readonly Shot[],
  range: Manifest['pixelRange'],
  recipe: Recipe,
): Promise<FilmSprite> {
  const pictures = await developed(columns, mostNumbers.sprite, (x0) => splitRows(x0, 1));
  const samples = pictures[0]!.map((_, sample) => pictures.map((column) => column[sample]!));
  const sprite = tiled(concatRows(samples.flat()), columns.length);
  const picture = await pictureOf(sprite, marked(await encodePng(sprite, range), recipe));
  return { ...picture, timesteps: columns.map(({ timestep }) => timestep) };
}

/** The frames of a roll one after another, all samples in each; small pictures are magnified, many large ones halved. */
export async function filmAnimation(
  frames: readonly Shot[],
  range: Manifest['pixelRange'],
  recipe: Recipe,
): Promise<Animation> {
  const pages = await developed(frames, mostNumbers.animation, (x0) => {
    const sheet = tiled(x0, Math.ceil(Math.sqrt(x0.dims[0]!)));
    const page = magnified(sheet, Math.ceil(leastWidth / sheet.dims[3]!));
    return { dims: page.dims, pixels: Buffer.from(interleaved(page, range).buffer) };
  });
  const [, channels, pageHeight, width] = pages[0]!.dims as [number, 1 | 3, number, number];
  const raw = { width, height: pageHeight * pages.length, channels, pageHeight };
  const delay = pages.map((_, i) => (i < pages.length - 1 ? Math.ceil(duration.running / pages.length) : duration.end));
  const file = await sharp(Buffer.concat(pages.map(({ pixels }) => pixels)), { raw })
    .toColourspace('srgb')
    .withXmp(xmpOf(recipe))
    .webp({ ...(width * pageHeight <= lossless ? { lossless: true } : { quality }), loop: 0, delay })
    .toBuffer();
  const webp = new Uint8Array(file);
  return { webp, digest: await digestOf(webp) };
}

/**
 * What `make` makes of each shot's predicted images, all at one size: that of the greatest, since a second stage's are larger
 * by a whole number, or half of it until all have at most `limit` numbers. Between two shots other work has its turn, such as
 * the post that renews the lease.
 */
async function developed<T>(shots: readonly Shot[], limit: number, make: (x0: Tensor) => T): Promise<T[]> {
  const size = Math.max(...shots.map(({ x0 }) => x0.dims[3]!));
  const made: T[] = [];
  for (const { x0 } of shots) {
    await setImmediate();
    const large = magnified(x0, Math.round(size / x0.dims[3]!));
    made.push(make(reduced(large, limit / shots.length)));
  }
  return made;
}
