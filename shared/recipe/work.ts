import canonicalize from 'canonicalize';
import { z } from 'zod';
import { type Digest, digestOf } from '../image/digest.ts';
import { recipeId } from './canonical.ts';
import { rowsOf, rowsPerStep } from './cost.ts';
import { Recipe } from './recipe.ts';
import { canonicalTraining, Training, trainingRows } from './training.ts';

/** What a computation does: pictures by a recipe, or a training. */
export const Work = z.union([Recipe, Training]);
export type Work = z.infer<typeof Work>;

export function isTraining(work: Work): work is Training {
  return 'net' in work;
}

/** The work's name: SHA-256 of its canonical JSON (RFC 8785). A recipe has its defaults filled in, a training has those of its net left out. */
export function workId(work: Work): Promise<Digest> {
  if (!isTraining(work)) return recipeId(work);
  return digestOf(new TextEncoder().encode(canonicalize(canonicalTraining(work))));
}

/** The price in U-Net rows. */
export function rowsOfWork(work: Work): number {
  return isTraining(work) ? trainingRows(work) : rowsOf(work);
}

/** U-Net rows that the work takes of a runner's batch; a training has a slot of its own and takes none. */
export function widthOf(work: Work): number {
  return isTraining(work) ? 0 : rowsPerStep(work);
}
