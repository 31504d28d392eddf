import { z } from 'zod';
import { SetRecipe } from '../../dataset/dataset.ts';
import { datasetCommand, unknownText } from '../../dataset/held-out.ts';
import type { Lap } from '../../history.ts';

const decibels = z.number();

/** Peak signal-to-noise ratios in dB: of what was drawn, and of what the rules make that need no network. */
const Nearness = z.object({ drawn: decibels, bicubic: decibels, bilinear: decibels });
export type Nearness = z.infer<typeof Nearness>;

/** How near the pictures of a run are to those that they were reduced from, none of which it was trained on. */
export const Scores = Nearness.extend({
  pictures: z.int().positive(),
  /** Evaluations of each. */
  steps: z.int().positive(),
  /** Timestep of the noise that they were enlarged under. */
  level: z.int(),
  /** The same by the pictures' style. */
  styles: z.record(z.string(), Nearness),
  /** Of the data set. */
  digest: z.string(),
  set: SetRecipe,
});
export type Scores = z.infer<typeof Scores>;

/** Where a run's directory keeps them. */
export const SCORES_FILE = 'enlarged.json';

export function meanOf(all: readonly Nearness[]): Nearness {
  const mean = (of: keyof Nearness) => all.reduce((sum, each) => sum + each[of], 0) / all.length;
  return { drawn: mean('drawn'), bicubic: mean('bicubic'), bilinear: mean('bilinear') };
}

/** A line for a terminal about pictures that were `seen` so. */
export function nearnessText(
  pictures: number,
  { drawn, bicubic, bilinear }: Nearness,
  seen = 'not trained on',
): string {
  const [d, c, l] = [drawn, bicubic, bilinear].map((value) => `${value.toFixed(2)} dB`);
  return `PSNR of ${pictures} pictures ${seen}: drawn ${d}, bicubic ${c}, bilinear ${l}`;
}

/** The section of a bundle's card that holds them, after which other runs its own came. */
export function scoresSection({ pictures, steps, level, styles, set, ...all }: Scores, before: readonly Lap[]): string {
  const row = (name: string, { drawn, bicubic, bilinear }: Nearness) =>
    `| ${name} | ${[drawn, bicubic, bilinear].map((value) => value.toFixed(2)).join(' | ')} |`;
  const unknown = unknownText(before);
  const rows = [row('all', all), ...Object.entries(styles).map(([style, each]) => row(style, each))];
  return `
## Scores
PSNR in dB of ${pictures.toLocaleString('en')} pictures that it was not trained on, reduced and drawn anew in ${steps} evaluations at noise level ${level}, beside
interpolation${unknown ? `; ${unknown}` : ''}. What is blurred has the better of what is as sharp as the original and a pixel to the side of it.${farther(all)}

    ${datasetCommand(set)}
    manifold train psnr DIR --data TEST --pictures ${pictures} --sample-steps ${steps}

| | drawn | bicubic | bilinear |
|---|---|---|---|
${rows.join('\n')}
`;
}

function farther({ drawn, bicubic }: Nearness): string {
  if (drawn >= bicubic) return '';
  return ' Here it is farther\nfrom the originals than bicubic interpolation: its edges are sharper, and its even grounds mottled.';
}
