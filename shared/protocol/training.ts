import { z } from 'zod';
import { FileRef } from './file.ts';
import { pictureFields } from './picture.ts';

/** A picture of what was learnt, drawn after an epoch; `path` is its place in the run. */
export const Sighting = z
  .strictObject({ ...pictureFields, path: z.string().min(1).max(200), epoch: z.int().min(0) })
  .meta({ id: 'Sighting', description: 'A picture of what was learnt after an epoch' });
export type Sighting = z.infer<typeof Sighting>;

/**
 * How far an attempt is: `step` of `of` optimisation steps are done. `loss` is the mean over the steps since the progress before;
 * `epoch` counts from 1. `pictures` are those drawn so far.
 */
export const TrainingProgress = z
  .strictObject({
    step: z.int().min(0),
    of: z.int().min(1),
    epoch: z.int().min(1),
    epochs: z.int().min(1),
    loss: z.number().min(0),
    learningRate: z.number().min(0),
    imagesPerSecond: z.number().min(0),
    secondsLeft: z.number().min(0),
    pictures: z.array(Sighting).max(64),
    /** Share of the pictures that are being drawn now, while no step is taken. */
    drawing: z.number().min(0).max(1).optional(),
  })
  .meta({ id: 'TrainingProgress' });
export type TrainingProgress = z.infer<typeof TrainingProgress>;

/** Most points that a curve keeps. */
const curveLength = 512;

/** The loss against the step, in order. */
export const Curve = z
  .array(z.strictObject({ step: z.int().min(1), loss: z.number().min(0) }))
  .max(curveLength)
  .meta({ id: 'Curve' });
export type Curve = z.infer<typeof Curve>;

/**
 * The curve with one more point. A run that went back to a checkpoint goes over the steps after it again: its points take the
 * place of those. A curve that has grown too long goes on with the means of its pairs.
 */
export function withPoint(curve: Curve, point: Curve[number]): Curve {
  const points = [...curve.filter(({ step }) => step < point.step), point];
  return points.length > curveLength ? halved(points) : points;
}

function halved(points: Curve): Curve {
  return Array.from({ length: Math.ceil(points.length / 2) }, (_, i) => {
    const [first, second] = [points[2 * i]!, points[2 * i + 1]];
    return second ? { step: second.step, loss: (first.loss + second.loss) / 2 } : first;
  });
}

/** Where a training can go on from: after `step` steps its folder held these files. */
export const TrainingCheckpoint = z.strictObject({
  step: z.int().min(1),
  files: z.array(FileRef).min(1).max(8),
});
export type TrainingCheckpoint = z.infer<typeof TrainingCheckpoint>;
