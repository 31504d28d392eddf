import { type Digest, digestOf } from '@manifold/shared/image/digest';
import type { Preview } from '@manifold/shared/protocol/event';
import type { Flag } from '@manifold/shared/protocol/flag';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Filter as FilterSpec } from '@manifold/shared/recipe/filter';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Filter } from '../diffusion/filter/filter.ts';
import { seenBy } from '../diffusion/seen.ts';
import { concatRows, splitRows } from '../tensor/rows.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { reduced, tiled } from '../tensor/tiles.ts';
import { composed } from './composed.ts';
import type { Drawn } from './draw-recipe.ts';
import { filterOf } from './filters.ts';
import { marked } from './marking.ts';
import { encodePng } from './png.ts';
import type { Guarded } from './safety/guard.ts';
import { studySheet } from './study/study-sheet.ts';

type PixelRange = Manifest['pixelRange'];

/** A PNG with its SHA-256 and its sides in pixels. */
export interface Picture {
  readonly png: Uint8Array<ArrayBuffer>;
  readonly digest: Digest;
  readonly width: number;
  readonly height: number;
}

/** One that was asked for: all of the protocol's `ImageRef`, and the bytes. */
export interface FinishedPicture extends Picture {
  readonly flagged?: Flag;
}

/** Finished pictures as PNGs that carry the recipe and the marking of generated images, or what else `mark` puts in. */
export function encodePictures(
  { pictures, flags }: Guarded,
  range: PixelRange,
  recipe: Recipe,
  mark = marked,
): Promise<FinishedPicture[]> {
  const encode = async (image: Tensor, i: number) => {
    const picture = await encodeMarked(image, range, recipe, mark);
    return { ...picture, ...(flags[i] && { flagged: flags[i] }) };
  };
  return Promise.all(splitRows(pictures, 1).map(encode));
}

/** The most bytes of a preview's pixels: a post that carries it stays below the edge's limit, however little it compresses. */
const previewBytes = 800_000;

/** Predicted clean images [N, C, H, W] as a preview, a PNG each, at half their size or a quarter where they are many and large. */
export async function encodePreview(x0: Tensor, range: PixelRange): Promise<Preview> {
  const shown = splitRows(reduced(x0, previewBytes), 1);
  const pngs = await Promise.all(shown.map((image) => encodePng(image, range)));
  return { mediaType: 'image/png', images: pngs.map((png) => Buffer.from(png).toString('base64')) };
}

/** Pictures [N, C, H, W] on one sheet, as near square as N allows; what is left over is black. */
export function contactSheet(pictures: Tensor, range: PixelRange, recipe: Recipe, mark = marked): Promise<Picture> {
  const columns = Math.ceil(Math.sqrt(pictures.dims[0]!));
  return encodeMarked(tiled(pictures, columns, range[0]), range, recipe, mark);
}

/** The labelled sheet of a study. */
export function encodeStudySheet(
  pictures: Tensor,
  rows: NonNullable<Drawn['rows']>,
  range: PixelRange,
  recipe: Recipe,
  mark = marked,
): Promise<Picture> {
  return encodeMarked(studySheet(pictures, rows, range), range, recipe, mark);
}

/** The most numbers of the sheet below: its file stays below the edge's limit of 16 MB, even of noise. */
const mostSeen = 15e6;

/**
 * Pictures [N, C, H, W] as each prompt of the recipe sees them, a column for each prompt and a row for each sample, halved where
 * they are many and large; undefined where all see them as they are. A flagged one stays black, whatever a view makes of black.
 */
export async function seenSheet(
  { pictures, flags }: Guarded,
  range: PixelRange,
  recipe: Recipe,
  mark = marked,
): Promise<Picture | undefined> {
  const seen = seenBy(composed(recipe.estimate, shownFilter), pictures, (range[0] + range[1]) / 2);
  if (seen.every(({ data }) => data.every((pixel, i) => pixel === pictures.data[i]))) return undefined;
  const columns = seen.map((image) => splitRows(image, 1));
  const rows = splitRows(pictures, 1).map((picture, sample) =>
    columns.map((column) => (flags[sample] ? picture : column[sample]!)),
  );
  const shown = reduced(concatRows(rows.flat()), mostSeen);
  return encodeMarked(tiled(shown, columns.length), range, recipe, mark);
}

/** A factor weighs a prompt; it hides nothing of the picture. */
function shownFilter(filter: FilterSpec): Filter {
  return 'scale' in filter ? (image) => image : filterOf(filter);
}

async function encodeMarked(image: Tensor, range: PixelRange, recipe: Recipe, mark: typeof marked): Promise<Picture> {
  return pictureOf(image, mark(await encodePng(image, range), recipe));
}

/** `png` with the sides of `image` [1, C, H, W], which it shows. */
export async function pictureOf({ dims }: Tensor, png: Uint8Array<ArrayBuffer>): Promise<Picture> {
  return { png, digest: await digestOf(png), width: dims[3]!, height: dims[2]! };
}
