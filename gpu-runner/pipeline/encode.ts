import { type Digest, digestOf } from '@manifold/shared/image/digest';
import { addText, recipeKeyword } from '@manifold/shared/image/png';
import type { Preview } from '@manifold/shared/protocol/event';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { canonicalRecipe } from '@manifold/shared/recipe/canonical';
import type { Filter as FilterSpec } from '@manifold/shared/recipe/filter';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Filter } from '../diffusion/filter/filter.ts';
import { seenBy } from '../diffusion/seen.ts';
import { concatRows, splitRows } from '../tensor/rows.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { composed } from './composed.ts';
import type { Drawn } from './draw-recipe.ts';
import { filterOf } from './filters.ts';
import type { Step } from './pipeline.ts';
import { encodePng } from './png.ts';
import { studySheet } from './study/study-sheet.ts';
import { tiled } from './tiles.ts';

type PixelRange = Manifest['pixelRange'];

/** A PNG with its SHA-256 and its sides in pixels. */
export interface Picture {
  readonly png: Uint8Array<ArrayBuffer>;
  readonly digest: Digest;
  readonly width: number;
  readonly height: number;
}

/** The film's PNG with the timesteps of its columns: all of the protocol's `Film`, and the bytes. */
export interface FilmSprite extends Picture {
  readonly timesteps: number[];
}

/** The most columns of a film. */
const filmColumns = 12;

/** Finished pictures [N, C, H, W] as N PNGs that carry the recipe's canonical JSON in a text chunk. */
export function encodePictures(pictures: Tensor, range: PixelRange, recipe: Recipe): Promise<Picture[]> {
  const text = canonicalRecipe(recipe);
  const encode = async (image: Tensor) => pictureOf(image, addText(await encodePng(image, range), recipeKeyword, text));
  return Promise.all(splitRows(pictures, 1).map(encode));
}

/** Predicted clean images [N, C, H, W] as a preview, a PNG each. */
export async function encodePreview(x0: Tensor, range: PixelRange): Promise<Preview> {
  const pngs = await Promise.all(splitRows(x0, 1).map((image) => encodePng(image, range)));
  return { mediaType: 'image/png', images: pngs.map((png) => Buffer.from(png).toString('base64')) };
}

/**
 * Film of all `steps` of a computation, a column for each kept step and a row for each sample: at most 12 steps are kept,
 * evenly chosen, the first and the last among them.
 */
export async function filmSprite(steps: readonly Step[], range: PixelRange): Promise<FilmSprite> {
  const kept = evenly(steps, filmColumns);
  const columns = kept.map(({ x0 }) => splitRows(x0, 1));
  const samples = columns[0]!.map((_, sample) => columns.map((column) => column[sample]!));
  const sprite = tiled(concatRows(samples.flat()), kept.length);
  const picture = await pictureOf(sprite, await encodePng(sprite, range));
  return { ...picture, timesteps: kept.map(({ timestep }) => timestep) };
}

/** Pictures [N, C, H, W] on one sheet, as near square as N allows; what is left over is black. */
export async function contactSheet(pictures: Tensor, range: PixelRange): Promise<Picture> {
  const sheet = tiled(pictures, Math.ceil(Math.sqrt(pictures.dims[0]!)));
  return pictureOf(sheet, await encodePng(sheet, range));
}

/** The labelled sheet of a study. */
export async function encodeStudySheet(
  pictures: Tensor,
  rows: NonNullable<Drawn['rows']>,
  range: PixelRange,
): Promise<Picture> {
  const sheet = studySheet(pictures, rows, range);
  return pictureOf(sheet, await encodePng(sheet, range));
}

/**
 * Pictures [N, C, H, W] as each prompt of the recipe sees them, a column for each prompt and a row for each sample; undefined
 * where all see the same.
 */
export async function seenSheet(
  pictures: Tensor,
  range: PixelRange,
  { estimate }: Recipe,
): Promise<Picture | undefined> {
  const seen = seenBy(composed(estimate, shownFilter), pictures, (range[0] + range[1]) / 2);
  if (seen.every(({ data }) => data.every((pixel, i) => pixel === seen[0]!.data[i]))) return undefined;
  const columns = seen.map((image) => splitRows(image, 1));
  const rows = columns[0]!.map((_, sample) => columns.map((column) => column[sample]!));
  const sheet = tiled(concatRows(rows.flat()), columns.length);
  return pictureOf(sheet, await encodePng(sheet, range));
}

/** A factor weighs a prompt; it hides nothing of the picture. */
function shownFilter(filter: FilterSpec): Filter {
  return 'scale' in filter ? (image) => image : filterOf(filter);
}

/** `png` with the sides of `image` [1, C, H, W], which it shows. */
async function pictureOf({ dims }: Tensor, png: Uint8Array<ArrayBuffer>): Promise<Picture> {
  return { png, digest: await digestOf(png), width: dims[3]!, height: dims[2]! };
}

/** At most `limit` of the items, at even distances, with the first and the last. */
function evenly<T>(items: readonly T[], limit: number): T[] {
  if (items.length <= limit) return [...items];
  return Array.from({ length: limit }, (_, i) => items[Math.round((i * (items.length - 1)) / (limit - 1))]!);
}
