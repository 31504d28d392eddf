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
 * The curve with one more point, in a training of `of` steps. A run that went back to a checkpoint goes over the steps after it
 * again: its points take the place of those. The steps are cut into as many equal stretches as a curve may have points, and a
 * stretch has one point, at the last of its steps and with their mean, so that the curve lies evenly over the run.
 */
export function withPoint(curve: Curve, point: Curve[number], of: number): Curve {
  if (curve.at(-1)?.step === point.step) return curve;
  const before = curve.filter(({ step }) => step < point.step);
  const longer = appended(before, point, of);
  // Curves from before they were cut so may have many points in a stretch.
  return longer.length <= curveLength ? longer : longer.reduce<Curve>((all, one) => appended(all, one, of), []);
}

function appended(curve: Curve, point: Curve[number], of: number): Curve {
  const stretchOf = (step: number) => Math.floor(((step - 1) * curveLength) / of);
  const [last, from = 0] = [curve.at(-1), curve.at(-2)?.step];
  if (!last || stretchOf(last.step) < stretchOf(point.step)) return [...curve, point];
  const sum = last.loss * (last.step - from) + point.loss * (point.step - last.step);
  return [...curve.slice(0, -1), { step: point.step, loss: sum / (point.step - from) }];
}

/** Where a training can go on from: after `step` steps its folder held these files. */
export const TrainingCheckpoint = z.strictObject({
  step: z.int().min(1),
  files: z.array(FileRef).min(1).max(8),
});
export type TrainingCheckpoint = z.infer<typeof TrainingCheckpoint>;
