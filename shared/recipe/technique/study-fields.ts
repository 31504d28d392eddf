import { z } from 'zod';
import { Digest } from '../../image/digest.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { bounds } from '../bounds.ts';
import { Guidance, type Leaf } from '../estimate.ts';
import { Fit, type Panel, type Recipe, type Schedule, Timestep } from '../recipe.ts';
import { bundleField, commonFields, promptField } from './common.ts';

/** What a study says of a recipe. */
export type StudyBody = Pick<Recipe, 'start' | 'estimate' | 'schedule' | 'study'>;

/** A panel that is drawn by a schedule of its own, as each of a study's first panel is. */
export type Scheduled = Extract<Panel, { show: 'picture' | 'states' }> & { schedule: Schedule };

/** What every study of a picture takes. */
export const studyFields = {
  bundle: bundleField,
  image: Digest.meta({ description: 'The picture to study: PNG, JPEG or WebP.' }),
  fit: Fit.default('crop').meta({ description: 'What becomes of another aspect than square.' }),
  seed: commonFields.seed,
  count: commonFields.count,
};

export const timestepsField = z
  .array(Timestep)
  .min(1)
  .max(bounds.columns - 1)
  .optional()
  .meta({ description: "Timesteps; the course's 250, 500 and 750 of 1000 when left out." });

/** The prompt of a study that estimates noise. */
export const promptFields = {
  prompt: promptField('What to see; nothing for the null prompt.').default(''),
  negative: commonFields.negative,
  guidance: Guidance.default(1).meta({ description: 'Guidance scale gamma; 1 is the prompt alone.' }),
};

/** The timesteps asked for, or the course's 250, 500 and 750 in proportion to the training. */
export function timestepsOf(t: readonly number[] | undefined, { trainTimesteps }: Manifest): readonly number[] {
  return t ?? [250, 500, 750].map((course) => Math.round((course * trainTimesteps) / 1000));
}

/** The estimate of a study that makes none. */
export const unprompted: Leaf = { prompt: '', negative: '', guidance: 1 };

export const original: Panel = { show: 'original', label: 'original' };

/** The image with the noise of timestep t. */
export function noisedPanel(t: number): Scheduled {
  return { show: 'picture', label: `t = ${t}`, schedule: { timesteps: [t], end: 'stop', clip: 'none' } };
}

/** A study of the image, `columns` panels a row. Its recipe begins as the first panel that is drawn does. */
export function studyOf(
  { image, fit }: { image: string; fit: z.infer<typeof Fit> },
  estimate: Leaf,
  panels: readonly Panel[],
  columns: number,
): StudyBody {
  const { schedule } = panels.find((panel): panel is Scheduled => 'schedule' in panel && panel.schedule !== undefined)!;
  const start = { image, fit, t: schedule.timesteps[0]! };
  return { start, estimate, schedule, study: { columns, panels: [...panels] } };
}
