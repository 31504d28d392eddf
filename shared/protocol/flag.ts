import { z } from 'zod';

/**
 * Why a picture was replaced by a black one: the bundle's safety checker takes it for unsafe, or for one that bears somebody's
 * watermark.
 */
export const Flag = z.enum(['unsafe', 'watermarked']);
export type Flag = z.infer<typeof Flag>;

/** The same in words, after "it is black: ". */
export const flagWords: Readonly<Record<Flag, string>> = {
  unsafe: 'the safety checker takes it for unsafe',
  watermarked: "the safety checker sees somebody's watermark in it",
};

/** The places of the pictures that were replaced. */
export function flaggedOf(images: readonly { flagged?: Flag | undefined }[]): number[] {
  return images.flatMap(({ flagged }, i) => (flagged ? [i] : []));
}
