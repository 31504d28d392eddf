import { addText, readText } from '@manifold/shared/image/png';
import { SAMPLES } from '../../watch/show.ts';

/** Epochs, from 1, after which the course shows what was learnt. */
const SHOWN_AFTER = [1, 5, 10, 15, 20];

export function courseShows(epoch: number): boolean {
  return SHOWN_AFTER.includes(epoch);
}

/** Where the picture of an epoch goes. */
export function pictureOf(epoch: number): string {
  return `${SAMPLES}/epoch-${String(epoch).padStart(2, '0')}.png`;
}

/** The text chunk of a picture of samples that tells in how many evaluations each was drawn. */
const KEYWORD = 'manifold.evaluations';

export function withEvaluations(png: Uint8Array, evaluations: number): Uint8Array {
  return addText(png, KEYWORD, String(evaluations));
}

/** Nothing where the picture is not of samples, or from before it was told. */
export function evaluationsIn(png: Uint8Array): string | undefined {
  return readText(png, KEYWORD);
}
