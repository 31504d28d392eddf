import { z } from 'zod';
import { Digest } from '../image/digest.ts';
import { bounds } from '../recipe/bounds.ts';
import { Recipe } from '../recipe/recipe.ts';
import { Training } from '../recipe/training.ts';
import { FileRef, FileRefs, filesAtMost } from './file.ts';
import { Flag } from './flag.ts';
import { BundleRef } from './manifest.ts';
import { pictureFields } from './picture.ts';
import { Curve, Sighting } from './training.ts';

export const PanelFigures = z
  .strictObject({
    label: z.string().meta({ description: 'What the picture shows, as the sheet has it' }),
    psnr: z.number().optional().meta({ description: 'Peak signal-to-noise ratio against the original, in dB' }),
    ssim: z.number().optional().meta({ description: 'Structural similarity to the original, at most 1' }),
  })
  .meta({
    id: 'PanelFigures',
    description:
      'What a study says of one of its pictures: how near it is to the original, where it has one and is not equal to it.',
  });
export type PanelFigures = z.infer<typeof PanelFigures>;

export const ImageRef = z
  .strictObject({ ...pictureFields, panel: PanelFigures.optional(), flagged: Flag.optional() })
  .meta({ id: 'ImageRef', description: 'One finished picture, named by the digest of its PNG bytes.' });
export type ImageRef = z.infer<typeof ImageRef>;

export const Film = z.strictObject({ ...pictureFields, timesteps: z.array(z.int()).min(1).max(64) }).meta({
  id: 'Film',
  description:
    'Predicted clean images x0 as one PNG sprite, a column for each kept step, whose timesteps are named, and a row for each sample.',
});
export type Film = z.infer<typeof Film>;

export const Animation = z
  .strictObject({ digest: Digest })
  .meta({ id: 'Animation', description: 'The film as an animated WebP that shows all samples at once.' });

export const Sheet = z
  .strictObject(pictureFields)
  .meta({ id: 'Sheet', description: 'All pictures of a study in one PNG, with their labels and figures.' });

export const Seen = z.strictObject(pictureFields).meta({
  id: 'Seen',
  description: 'What each prompt sees in the pictures, in one PNG: a row for each picture, a column for each prompt.',
});

export const Unread = z
  .strictObject({
    words: z
      .string()
      .max(2 * bounds.prompt)
      .meta({
        description: 'From the first word on that is not wholly read, in lower case as the encoder has it',
      }),
    read: z.int().min(0).meta({ description: 'Tokens that are read' }),
    leftOut: z.int().min(1).meta({ description: 'Tokens that are not' }),
  })
  .meta({
    id: 'Unread',
    description:
      'The end of a prompt that is longer than the text encoder of the bundle reads: of its first word a part may have been read, of the rest nothing.',
  });
export type Unread = z.infer<typeof Unread>;

export const Poster = z.strictObject(pictureFields).meta({
  id: 'Poster',
  description:
    'As many of the pictures as there is room for in one PNG of 1200 x 630, enlarged, where they are small: what a link to the result is shown with. A study has its sheet instead.',
});

/** Each once, of all prompts of a recipe and of its panels. */
export const Unreads = z
  .array(Unread)
  .min(1)
  .max(2 * (bounds.leaves + bounds.panelLeaves));

/** What a recipe comes to. */
export const drawn = {
  images: z.array(ImageRef).min(1).max(bounds.pictures),
  film: Film.optional(),
  animation: Animation.optional(),
  sheet: Sheet.optional(),
  seen: Seen.optional(),
  poster: Poster.optional(),
  unread: Unreads.optional(),
};

/** The result as stored: written once, named by its recipe, silent about who asked. */
export const StoredResult = z.strictObject({
  id: Digest,
  recipe: Recipe,
  ...drawn,
  createdAt: z.iso.datetime(),
});
export type StoredResult = z.infer<typeof StoredResult>;

/** What a training leaves, as stored: its bundle file by file, and how it went. `bundle` names it where it can be sampled. */
const StoredTraining = z.strictObject({
  id: Digest,
  training: Training,
  files: FileRefs,
  pictures: z.array(Sighting).max(64),
  curve: Curve,
  bundle: BundleRef.optional(),
  createdAt: z.iso.datetime(),
});
export type StoredTraining = z.infer<typeof StoredTraining>;

export const AnyStoredResult = z.union([StoredResult, StoredTraining]);
export type AnyStoredResult = z.infer<typeof AnyStoredResult>;

export const Result = StoredResult.extend({
  images: z
    .array(ImageRef.extend({ url: z.string() }))
    .min(1)
    .max(bounds.pictures),
  film: Film.extend({ url: z.string() }).optional(),
  animation: Animation.extend({ url: z.string() }).optional(),
  sheet: Sheet.extend({ url: z.string() }).optional(),
  seen: Seen.extend({ url: z.string() }).optional(),
  poster: Poster.extend({ url: z.string() }).optional(),
}).meta({ id: 'Result', description: 'Written once, named by its recipe, silent about who asked.' });
export type Result = z.infer<typeof Result>;

export const TrainingResult = StoredTraining.extend({
  files: z
    .array(FileRef.extend({ url: z.string() }))
    .min(1)
    .max(filesAtMost),
  pictures: z.array(Sighting.extend({ url: z.string() })).max(64),
}).meta({
  id: 'TrainingResult',
  description:
    'What a training leaves: its bundle file by file, and how it went. `bundle` names it where it can be sampled.',
});
export type TrainingResult = z.infer<typeof TrainingResult>;

export const AnyResult = z.union([Result, TrainingResult]).meta({ id: 'AnyResult' });
export type AnyResult = z.infer<typeof AnyResult>;

/** Path of an image's bytes; immutable, since the digest names them. */
export function imagePath(digest: Digest): string {
  return `/v1/images/${digest}.png`;
}

/** Path of an animation's bytes, as immutable. */
export function animationPath(digest: Digest): string {
  return `/v1/images/${digest}.webp`;
}

/** Path of a file's bytes; immutable, as the result is. */
export function filePath(id: Digest, path: string): string {
  return `/v1/results/${id}/files/${path}`;
}

/** Name of the bundle that a training leaves. */
export function trainedBundle(id: Digest): string {
  return `trained-${id.slice(0, 12)}`;
}
