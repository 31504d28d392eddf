import { percent } from '../../train/percent.ts';
import { shareText, standardError } from '../standard-error.ts';
import type { Edited, PictureVerdict } from './verdict.ts';

/** Something that is wanted of a bundle, and whether it is so. */
export interface Goal {
  /** What is wanted, and what was measured, in words. */
  readonly wanted: string;
  readonly measured: string;
  readonly isMet: boolean;
  /** Of a share: whether what was wanted lies within one standard error of what was measured. */
  readonly isWithinError?: boolean;
}

/** A part of pictures, and its standard error. */
interface Share {
  readonly share: number;
  readonly error: number;
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
  const { pictures, top1, top5, style } = samples;
  const measured = (share: number): Share => ({ share, error: standardError(share, pictures) });
  return [
    atLeast('samples are read as the thing asked for', measured(top1), TOP1),
    atLeast('samples have it among the first five', measured(top5), TOP5),
    atLeast('samples are read in the style asked for', measured(style), STYLE),
  ];
}

function spreadGoal({ spread: { samples, data } }: PictureVerdict): Goal {
  const ratio = samples.pixels / data.pixels;
  return {
    wanted: `samples of a prompt are as far apart as the data's, at least to a half (${percent(SPREAD)})`,
    measured: percent(ratio),
    isMet: ratio >= SPREAD,
  };
}

function editGoals({ edits: { series } }: PictureVerdict): Goal[] {
  const [least, most] = [series[0]!, series.at(-1)!];
  const kept = ({ kept: share, errors }: Edited): Share => ({ share, error: errors.kept });
  const distances = series.map(({ distance }) => distance);
  const isRising = distances.every((distance, i) => i === 0 || distance > distances[i - 1]!);
  return [
    atLeast(`edits from t = ${least.t} keep what they were`, kept(least), KEPT),
    atMost(`edits from t = ${most.t} forget it`, kept(most), FORGOTTEN),
    {
      wanted: 'the more noise, the further from the original',
      measured: distances.map((distance) => distance.toFixed(3)).join(', '),
      isMet: isRising,
    },
  ];
}

function seamGoal({ inpainted: { samples } }: PictureVerdict): Goal {
  const times = (ratio: number) => `${ratio.toFixed(2)} times`;
  const ratio = samples.border / samples.inside;
  return {
    wanted: `inpainting leaves no seam: the gradient at the border beside that inside (at most ${times(SEAM)})`,
    measured: times(ratio),
    isMet: ratio <= SEAM,
  };
}

function atLeast(what: string, measured: Share, least: number): Goal {
  return { wanted: `${what} (${percent(least)})`, isMet: measured.share >= least, ...besides(measured, least) };
}

function atMost(what: string, measured: Share, most: number): Goal {
  return { wanted: `${what} (at most ${percent(most)})`, isMet: measured.share <= most, ...besides(measured, most) };
}

function besides({ share, error }: Share, wanted: number): Pick<Goal, 'measured' | 'isWithinError'> {
  return { measured: shareText(share, error), isWithinError: Math.abs(share - wanted) <= error };
}
