import { setImmediate } from 'node:timers/promises';
import { type Digest, digestOf } from '@manifold/shared/image/digest';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import sharp from 'sharp';
import { isShown } from '../diffusion/shown-step.ts';
import { toBytes } from '../tensor/bytes.ts';
import { concatRows, splitRows } from '../tensor/rows.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { magnified, reduced, tiled } from '../tensor/tiles.ts';
import { type Picture, pictureOf } from './encode.ts';
import { marked, xmpOf } from './marking.ts';
import type { Step } from './pipeline.ts';
import { encodePng, interleaved } from './png.ts';

/** What a film shows of a step: its predicted images as bytes of [N, C, S, S], all at one size. */
export interface Shot {
  readonly timestep: number;
  readonly dims: Tensor['dims'];
  readonly bytes: Uint8ClampedArray;
}

/** The film's PNG with the timesteps of its columns: all of the protocol's `Film`, and the bytes. */
export interface FilmSprite extends Picture {
  readonly timesteps: number[];
}

/** The film as an animated WebP with its SHA-256. */
export interface Animation {
  readonly webp: Uint8Array<ArrayBuffer>;
  readonly digest: Digest;
}

type PixelRange = Manifest['pixelRange'];

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
 * The most numbers in a sprite and in an animation, so that each file stays under the edge's limit of 16 MB, even of noise: a PNG takes
 * a byte for each, a WebP of that quality a quarter.
 */
const mostNumbers = { sprite: 15e6, animation: 60e6 };

/**
 * Keeps of a run's steps those that its film shows, evenly chosen with the first and the last, no larger than it shows them; the
 * others are let go. A study has no film.
 */
export class FilmRoll {
  readonly columns: Shot[] = [];
  readonly frames: Shot[] = [];
  readonly #isFilmed: boolean;
  readonly #range: PixelRange;
  readonly #size: number;

  constructor({ study, upscale }: Recipe, manifest: Pick<Manifest, 'pixelRange' | 'size' | 'upscale'>) {
    this.#isFilmed = !study;
    this.#range = manifest.pixelRange;
    this.#size = upscale && manifest.upscale ? manifest.upscale.size : manifest.size;
  }

  offer(step: Step): void {
    if (!this.#isFilmed) return;
    this.#keep(step, this.columns, most.columns, mostNumbers.sprite);
    this.#keep(step, this.frames, most.frames, mostNumbers.animation);
  }

  /** The first stage's images are magnified to the size of the second; all are halved until `shots` of them are `numbers`. */
  #keep({ step, of, timestep, x0 }: Step, kept: Shot[], shots: number, numbers: number): void {
    if (!isShown(step, of, shots)) return;
    const large = magnified(x0, Math.round(this.#size / x0.dims[3]!));
    const { dims, data } = reduced(large, numbers / Math.min(of, shots));
    kept.push({ timestep, dims, bytes: toBytes(data, this.#range) });
  }
}

/** The range of pixels that are bytes. */
const byteRange: PixelRange = [0, 255];

/** The columns of a roll as one picture, a column for each and a row for each sample. */
export async function filmSprite(columns: readonly Shot[], recipe: Recipe): Promise<FilmSprite> {
  const pictures = await developed(columns, (shown) => splitRows(shown, 1));
  const samples = pictures[0]!.map((_, sample) => pictures.map((column) => column[sample]!));
  const sprite = tiled(concatRows(samples.flat()), columns.length);
  const picture = await pictureOf(sprite, marked(await encodePng(sprite, byteRange), recipe));
  return { ...picture, timesteps: columns.map(({ timestep }) => timestep) };
}

/** The frames of a roll one after another, all samples in each; small pictures are magnified. */
export async function filmAnimation(frames: readonly Shot[], recipe: Recipe): Promise<Animation> {
  const pages = await developed(frames, (shown) => {
    const sheet = tiled(shown, Math.ceil(Math.sqrt(shown.dims[0]!)), byteRange[0]);
    const page = magnified(sheet, Math.ceil(leastWidth / sheet.dims[3]!));
    return { dims: page.dims, pixels: Buffer.from(interleaved(page, byteRange).buffer) };
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

/** What `make` makes of each shot. Between two shots other work has its turn, such as the post that renews the lease. */
async function developed<T>(shots: readonly Shot[], make: (shown: Tensor) => T): Promise<T[]> {
  const made: T[] = [];
  for (const { dims, bytes } of shots) {
    await setImmediate();
    made.push(make(tensor(dims, Float32Array.from(bytes))));
  }
  return made;
}
