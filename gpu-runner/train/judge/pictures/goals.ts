import { percent } from '../../emoji-judge/accuracy-text.ts';
import type { PictureVerdict } from './verdict.ts';

/** Something that is wanted of a bundle, and whether it is so. */
export interface Goal {
  /** What is wanted, and what was measured, in words. */
  readonly wanted: string;
  readonly measured: string;
  readonly isMet: boolean;
}

const TOP1 = 0.7;
const TOP5 = 0.9;
const STYLE = 0.85;
/** Of the data's spread. */
const SPREAD = 0.5;
/** Read as the original after an edit from the least noise, and from the most. */
const KEPT = 0.8;
const FORGOTTEN = 0.2;
/** Of the gradient inside. */
const SEAM = 1.25;

export function goalsOf(verdict: PictureVerdict): Goal[] {
  return [...readingGoals(verdict), spreadGoal(verdict), ...editGoals(verdict), seamGoal(verdict)];
}

function readingGoals({ read: { samples } }: PictureVerdict): Goal[] {
  return [
    atLeast('samples are read as the thing asked for', samples.top1, TOP1),
    atLeast('samples have it among the first five', samples.top5, TOP5),
    atLeast('samples are read in the style asked for', samples.style, STYLE),
  ];
}

function spreadGoal({ spread: { samples, data } }: PictureVerdict): Goal {
  return atLeast(
    "samples of a prompt are as far apart as the data's, at least to a half",
    samples.pixels / data.pixels,
    SPREAD,
  );
}

function editGoals({ edits: { series } }: PictureVerdict): Goal[] {
  const [least, most] = [series[0]!, series.at(-1)!];
  const distances = series.map(({ distance }) => distance);
  const isRising = distances.every((distance, i) => i === 0 || distance > distances[i - 1]!);
  return [
    atLeast(`edits from t = ${least.t} keep what they were`, least.kept, KEPT),
    atMost(`edits from t = ${most.t} forget it`, most.kept, FORGOTTEN, percent),
    {
      wanted: 'the more noise, the further from the original',
      measured: distances.map((distance) => distance.toFixed(3)).join(', '),
      isMet: isRising,
    },
  ];
}

function seamGoal({ inpainted: { samples } }: PictureVerdict): Goal {
  const times = (ratio: number) => `${ratio.toFixed(2)} times`;
  return atMost(
    'inpainting leaves no seam: the gradient at the border beside that inside',
    samples.border / samples.inside,
    SEAM,
    times,
  );
}

function atLeast(what: string, share: number, least: number): Goal {
  return { wanted: `${what} (${percent(least)})`, measured: percent(share), isMet: share >= least };
}

function atMost(what: string, value: number, most: number, said: (value: number) => string): Goal {
  return { wanted: `${what} (at most ${said(most)})`, measured: said(value), isMet: value <= most };
}
