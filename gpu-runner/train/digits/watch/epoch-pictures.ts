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
