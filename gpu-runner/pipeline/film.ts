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
import { magnified, tiled } from './tiles.ts';

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

/** The columns of a roll as one picture, a column for each and a row for each sample. */
export async function filmSprite(
  columns: readonly Shot[],
  range: Manifest['pixelRange'],
  recipe: Recipe,
): Promise<FilmSprite> {
  const pictures = alike(columns).map((x0) => splitRows(x0, 1));
  const samples = pictures[0]!.map((_, sample) => pictures.map((column) => column[sample]!));
  const sprite = tiled(concatRows(samples.flat()), columns.length);
  const picture = await pictureOf(sprite, marked(await encodePng(sprite, range), recipe));
  return { ...picture, timesteps: columns.map(({ timestep }) => timestep) };
}

/** The frames of a roll one after another, all samples in each; small pictures are magnified. */
export async function filmAnimation(
  frames: readonly Shot[],
  range: Manifest['pixelRange'],
  recipe: Recipe,
): Promise<Animation> {
  const sheets = alike(frames).map((x0) => tiled(x0, Math.ceil(Math.sqrt(x0.dims[0]!))));
  const scale = Math.ceil(leastWidth / sheets[0]!.dims[3]!);
  const pages = sheets.map((sheet) => magnified(sheet, scale));
  const [, channels, pageHeight, width] = pages[0]!.dims as [number, 1 | 3, number, number];
  const raw = { width, height: pageHeight * pages.length, channels, pageHeight };
  const delay = pages.map((_, i) => (i < pages.length - 1 ? Math.ceil(duration.running / pages.length) : duration.end));
  const file = await sharp(Buffer.concat(pages.map((page) => Buffer.from(interleaved(page, range).buffer))), { raw })
    .toColourspace('srgb')
    .withXmp(xmpOf(recipe))
    .webp({ ...(width * pageHeight <= lossless ? { lossless: true } : { quality: 85 }), loop: 0, delay })
    .toBuffer();
  const webp = new Uint8Array(file);
  return { webp, digest: await digestOf(webp) };
}

/** The predicted images of all shots at the size of the greatest: a second stage's are larger, by a whole number. */
function alike(shots: readonly Shot[]): Tensor[] {
  const size = Math.max(...shots.map(({ x0 }) => x0.dims[3]!));
  return shots.map(({ x0 }) => magnified(x0, Math.round(size / x0.dims[3]!)));
}
