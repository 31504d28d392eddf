import type { SharesByStyle } from '../../train/emoji-judge/shares.ts';
import type { Gradients } from './seam.ts';

/** How far the pictures of a prompt are apart, in the mean over prompts: in their pixels, of which white is 1 and black 0, and in the judge's features. */
export interface Spread {
  readonly pixels: number;
  readonly features: number;
}

/** What became of pictures that were noised to a timestep and made anew as something else. */
export interface Edited {
  readonly t: number;
  /** Of the pixels to those of the original, as in a spread. */
  readonly distance: number;
  /** The part still read as the original's thing, and that read as the thing asked for. */
  readonly kept: number;
  readonly asked: number;
  /** Their standard errors; the edits of an original are one cluster. */
  readonly errors: { readonly kept: number; readonly asked: number };
}

/** All that was measured of a bundle that draws from words; of `samples` and `data` alike for comparison. */
export interface PictureVerdict {
  readonly read: { readonly samples: SharesByStyle; readonly data: SharesByStyle };
  readonly spread: {
    readonly prompts: number;
    readonly each: number;
    readonly samples: Spread;
    readonly data: Spread;
  };
  readonly edits: {
    /** Made from each timestep. */
    readonly pictures: number;
    /** What these were made of, as many of each. */
    readonly originals: number;
    /** The distance of two originals. */
    readonly unrelated: number;
    /** The least noise first. */
    readonly series: readonly Edited[];
  };
  readonly inpainted: { readonly pictures: number; readonly samples: Gradients; readonly data: Gradients };
}
