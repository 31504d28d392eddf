import { z } from 'zod';
import { Digest } from '../image/digest.ts';
import { Recipe } from '../recipe/recipe.ts';

const side = z.int().min(1).max(16_384);

/** One finished picture, named by the digest of its PNG bytes. */
export const ImageRef = z.strictObject({ digest: Digest, width: side, height: side }).meta({ id: 'ImageRef' });
export type ImageRef = z.infer<typeof ImageRef>;

/** The film: predicted clean images x0 as one PNG sprite, a column for each kept step and a row for each sample. */
export const Film = z
  .strictObject({ digest: Digest, width: side, height: side, timesteps: z.array(z.int()).min(1).max(64) })
  .meta({ id: 'Film' });
export type Film = z.infer<typeof Film>;

/** The result as stored: written once, named by its recipe, silent about who asked. */
export const StoredResult = z.strictObject({
  id: Digest,
  recipe: Recipe,
  images: z.array(ImageRef).min(1),
  film: Film.optional(),
  createdAt: z.iso.datetime(),
});
export type StoredResult = z.infer<typeof StoredResult>;

/** The result as the API gives it: with addresses. */
export const Result = StoredResult.extend({
  images: z.array(ImageRef.extend({ url: z.string() })).min(1),
  film: Film.extend({ url: z.string() }).optional(),
}).meta({ id: 'Result' });
export type Result = z.infer<typeof Result>;

/** Path of an image's bytes; immutable, since the digest names them. */
export function imagePath(digest: Digest): string {
  return `/v1/images/${digest}.png`;
}
