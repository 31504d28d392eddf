import { z } from 'zod';
import { Digest } from '../image/digest.ts';
import { Recipe } from '../recipe/recipe.ts';

const side = z.int().min(1).max(16_384);

/** What a study says of one of its pictures: how near it is to the original, where it has one and is not equal to it. */
export const PanelFigures = z
  .strictObject({
    label: z.string().meta({ description: 'What the picture shows, as the sheet has it' }),
    psnr: z.number().optional().meta({ description: 'Peak signal-to-noise ratio against the original, in dB' }),
    ssim: z.number().optional().meta({ description: 'Structural similarity to the original, at most 1' }),
  })
  .meta({ id: 'PanelFigures' });
export type PanelFigures = z.infer<typeof PanelFigures>;

const picture = { digest: Digest, width: side, height: side };

/** One finished picture, named by the digest of its PNG bytes. */
export const ImageRef = z.strictObject({ ...picture, panel: PanelFigures.optional() }).meta({ id: 'ImageRef' });
export type ImageRef = z.infer<typeof ImageRef>;

/** The film: predicted clean images x0 as one PNG sprite, a column for each kept step and a row for each sample. */
export const Film = z
  .strictObject({ digest: Digest, width: side, height: side, timesteps: z.array(z.int()).min(1).max(64) })
  .meta({ id: 'Film' });
export type Film = z.infer<typeof Film>;

/** All pictures of a study in one PNG, with their labels and figures. */
export const Sheet = z.strictObject(picture).meta({ id: 'Sheet' });

/** The result as stored: written once, named by its recipe, silent about who asked. */
export const StoredResult = z.strictObject({
  id: Digest,
  recipe: Recipe,
  images: z.array(ImageRef).min(1),
  film: Film.optional(),
  sheet: Sheet.optional(),
  createdAt: z.iso.datetime(),
});
export type StoredResult = z.infer<typeof StoredResult>;

/** The result as the API gives it: with addresses. */
export const Result = StoredResult.extend({
  images: z.array(ImageRef.extend({ url: z.string() })).min(1),
  film: Film.extend({ url: z.string() }).optional(),
  sheet: Sheet.extend({ url: z.string() }).optional(),
}).meta({ id: 'Result' });
export type Result = z.infer<typeof Result>;

/** Path of an image's bytes; immutable, since the digest names them. */
export function imagePath(digest: Digest): string {
  return `/v1/images/${digest}.png`;
}
