import { captionOfPrompt } from '@manifold/shared/recipe/caption';
import type { Told } from '@manifold/shared/recipe/decompile';
import { type PaperView, paperViews } from '../canvas/view.ts';

/** One reading of a picture: what is seen, and how it must be looked at. */
export interface Reading {
  caption: string;
  note: string;
}

/** A picture that is read in two ways. With a view, the second reading is in that view; without, it is from afar. */
export interface Pair {
  first: Reading;
  second: Reading;
  view: PaperView | undefined;
}

/** What becomes of a sheet of paper in a view. */
export const turnedWords: Record<PaperView, string> = {
  flip: 'flipped',
  'rotate-180': 'turned',
  'rotate-cw': 'turned right',
  'rotate-ccw': 'turned left',
};

/** The two readings of what a technique makes; undefined where there are not two, or paper cannot show them. */
export function pairOf(told: Told | undefined): Pair | undefined {
  if (told?.technique === 'hybrid') {
    return { first: reading(told.high, 'near'), second: reading(told.low, 'from afar'), view: undefined };
  }
  if (told?.technique !== 'anagram') return undefined;
  const [upright, turned] = told.prompt;
  const view = paperViews.find((one) => told.view.length === 1 && one === told.view[0]);
  return view && { first: reading(upright!, 'upright'), second: reading(turned!, turnedWords[view]), view };
}

function reading(prompt: string, note: string): Reading {
  return { caption: captionOfPrompt(prompt), note };
}
