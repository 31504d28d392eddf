import { z } from 'zod';
import { Digest } from '../image/digest.ts';
import { bounds } from '../recipe/bounds.ts';
import { Problem } from './problem.ts';
import { Curve, TrainingProgress } from './training.ts';

/** The most images of a preview. */
export const previewed = 16;

export const Preview = z
  .strictObject({
    mediaType: z.enum(['image/png', 'image/webp']),
    images: z.array(z.base64()).min(1).max(previewed),
    places: z
      .array(
        z
          .int()
          .min(0)
          .max(bounds.pictures - 1),
      )
      .min(1)
      .max(previewed)
      .optional(),
  })
  .refine(({ images, places }) => places === undefined || places.length === images.length, {
    path: ['places'],
    error: 'must be as many as the images',
  })
  .meta({
    id: 'Preview',
    description:
      "Predicted clean images x0 in base64, one for each sample, in order. Of a study, `places` tells of each which of the result's pictures it is to become, counted from 0.",
  });
export type Preview = z.infer<typeof Preview>;

export const Progress = z
  .strictObject({
    step: z.int().min(0),
    of: z.int().min(1),
    timestep: z.int().min(0),
    preview: Preview.optional(),
  })
  .meta({
    id: 'Progress',
    description: 'How far an attempt is: `step` of `of` evaluations are done, the last of them at `timestep`.',
  });
export type Progress = z.infer<typeof Progress>;

/** Places of the pictures that the bundle's safety checker had replaced by black ones. */
const Flagged = z.array(z.int().min(0)).min(1).max(bounds.pictures);

const common = { v: z.literal(1), at: z.iso.datetime() };

export const JobEvent = z
  .discriminatedUnion('type', [
    z.strictObject({ ...common, type: z.literal('queued'), position: z.int().min(0) }),
    z.strictObject({ ...common, type: z.literal('leased'), attempt: z.int().min(1) }),
    z.strictObject({ ...common, type: z.literal('progress'), attempt: z.int().min(1), ...Progress.shape }),
    z.strictObject({
      ...common,
      type: z.literal('training'),
      attempt: z.int().min(1),
      ...TrainingProgress.shape,
      curve: Curve.optional(),
    }),
    z.strictObject({ ...common, type: z.literal('done'), resultId: Digest, flagged: Flagged.optional() }),
    z.strictObject({ ...common, type: z.literal('failed'), error: Problem }),
    z.strictObject({ ...common, type: z.literal('cancelled') }),
  ])
  .meta({
    id: 'JobEvent',
    description:
      "What happens to a job, as server-sent events: the event's name is its `type`, its id is its place in the log. The log keeps every change of state and, of progress, the latest alone; a training's carries the whole `curve` for who has not seen what came before, and is one more point of it for who has. The stream ends after done, failed or cancelled.",
  });
export type JobEvent = z.infer<typeof JobEvent>;
