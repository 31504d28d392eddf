import type { Digest } from '@manifold/shared/image/digest';
import type { Preview } from '@manifold/shared/protocol/event';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Tensor } from '../tensor/tensor.ts';
import type { Step } from './pipeline.ts';

type PixelRange = Manifest['pixelRange'];

/** A PNG with its SHA-256 and its sides in pixels. */
export interface Picture {
  readonly png: Uint8Array<ArrayBuffer>;
  readonly digest: Digest;
  readonly width: number;
  readonly height: number;
}

/** The film's PNG with the timesteps of its columns: all of shared/protocol's `Film`, and the bytes. */
export interface FilmSprite extends Picture {
  readonly timesteps: number[];
}

/** Finished pictures [N, C, H, W] as N PNGs that carry the recipe's canonical JSON in a text chunk. */
export declare function encodePictures(pictures: Tensor, range: PixelRange, recipe: Recipe): Promise<Picture[]>;

/** Predicted clean images [N, C, H, W] as a preview, one PNG each. */
export declare function encodePreview(x0: Tensor, range: PixelRange): Promise<Preview>;

/** Film of all `steps` of a computation: at most 12 of them are kept, evenly chosen, the first and the last among them. */
export declare function filmSprite(steps: readonly Step[], range: PixelRange): Promise<FilmSprite>;

/** Pictures [N, C, H, W] side by side on one sheet, as near square as N allows. */
export declare function contactSheet(pictures: Tensor, range: PixelRange): Promise<Picture>;
