import type { Flag } from '@manifold/shared/protocol/flag';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Bundle } from '../../bundle/bundle.ts';
import type { SafetyParts } from '../../bundle/safety-parts.ts';
import { concatRows, splitRows } from '../../tensor/rows.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { KeptNet } from '../kept-net.ts';
import { keptNet, type NetOptions } from '../nets.ts';
import { type Bitmap, fromBitmap, toBitmap } from './bitmap.ts';
import { judge } from './judge.ts';
import { watermarked } from './watermark.ts';

type PixelRange = Manifest['pixelRange'];

/** Pictures [N, C, H, W], black where they must not be seen, and why for each that is. */
export interface Guarded {
  readonly pictures: Tensor;
  readonly flags: readonly (Flag | undefined)[];
}

/** What pictures [N, C, H, W] are in the eyes of some, the pictures themselves where they are seen as they are. */
export type Looks = (pictures: Tensor) => readonly Tensor[];

/** What pictures [N, C, H, W] pass before they are seen. */
export interface Guard {
  /** A black pixel. */
  readonly black: number;
  /** Judges them as they are and as their `looks` show them otherwise. Rejects when the checker's answer is no number. */
  pass(pictures: Tensor, looks?: Looks): Promise<Guarded>;
  /** What is shown without being judged by itself, with the watermark. */
  mark(pictures: Tensor): Tensor;
  /** What it runs, if it runs one. */
  readonly net?: KeptNet;
}

/**
 * The guard of a bundle. Without the parts for it pictures pass as they are; with them nobody can ask for that. Rejects with
 * a BundleError that names what is wrong with the safety checker.
 */
export async function guardOf(bundle: Bundle, options: NetOptions): Promise<Guard> {
  const { safety, manifest } = bundle;
  const { pixelRange: range } = manifest;
  const net = safety?.checker && (await keptNet(bundle, 'safety', options));
  return {
    black: range[0],
    pass: (pictures, looks = () => []) => passed(pictures, looks, safety ?? {}, range, net),
    mark: (pictures) => (safety?.watermark ? fromBitmaps(marked(toBitmaps(pictures, range), safety), range) : pictures),
    ...(net && { net }),
  };
}

/** As diffusers' IF pipelines do it: a flagged picture becomes black, and all bear the watermark. */
export async function passed(
  pictures: Tensor,
  looks: Looks,
  parts: SafetyParts,
  range: PixelRange,
  net: Pick<KeptNet, 'run'> | undefined,
): Promise<Guarded> {
  const { checker, watermark } = parts;
  if (!checker && !watermark) return { pictures, flags: [] };
  const [bitmaps, ...others] = judgedBitmaps(pictures, checker ? looks : () => [], range);
  const flags = checker ? await judge(net!, [bitmaps, ...others], checker.extractor) : [];
  const shown = bitmaps.map((bitmap, i) => (flags[i] ? blackened(bitmap) : bitmap));
  return { pictures: fromBitmaps(marked(shown, parts), range), flags };
}

/** The pictures as they are, and again wherever they look otherwise. */
function judgedBitmaps(pictures: Tensor, looks: Looks, range: PixelRange): [Bitmap[], ...Bitmap[][]] {
  const others = looks(pictures).filter((seen) => seen !== pictures);
  return [toBitmaps(pictures, range), ...others.map((seen) => toBitmaps(seen, range))];
}

function marked(bitmaps: readonly Bitmap[], { watermark }: SafetyParts): readonly Bitmap[] {
  return watermark ? bitmaps.map((bitmap) => watermarked(bitmap, markOf(watermark))) : bitmaps;
}

function toBitmaps(pictures: Tensor, range: PixelRange): Bitmap[] {
  return splitRows(pictures, 1).map((picture) => toBitmap(picture, range));
}

function fromBitmaps(bitmaps: readonly Bitmap[], range: PixelRange): Tensor {
  return concatRows(bitmaps.map((bitmap) => fromBitmap(bitmap, range)));
}

function blackened(bitmap: Bitmap): Bitmap {
  return { ...bitmap, data: new Uint8Array(bitmap.data.length) };
}

/** The buffer [H, W, 4] of a watermarker as a picture. */
function markOf({ dims, data }: Tensor): Bitmap {
  return { width: dims[1]!, height: dims[0]!, channels: 4, data: Uint8Array.from(data) };
}
