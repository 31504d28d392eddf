import type { Session } from '../../runtime/session.ts';

/** What a net is looked at with. */
export interface Look {
  readonly session: Session;
  /** Seeds the noise; the same each time, so that one sees the same pictures improve. */
  readonly seed: number;
  /** Evaluations of a sample. */
  readonly steps: number;
  /** Steps that the run has done. */
  readonly step: number;
  /** Number of the run's phase that the session's net is of. */
  readonly phase: number;
}

/** Files by their paths in the run's directory, and lines to be read in a terminal. */
export interface Shown {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly text?: string;
}

/** A way to show what a net has learnt; yields the part that is done. */
export interface Show {
  /** Whether it is wanted after so many epochs; after the last it always is. */
  isWanted(epoch: number): boolean;
  /** The files of an epoch, where a sample takes so many evaluations; what is made only once is made after the last. */
  files(epoch: number, last: boolean, steps: number): readonly string[];
  draw(look: Look, epoch: number, last: boolean): AsyncGenerator<number, Shown>;
}

/** Epochs, from 1, after which the course shows what was learnt. */
const SHOWN_AFTER = [1, 5, 10, 15, 20];

export function courseShows(epoch: number): boolean {
  return SHOWN_AFTER.includes(epoch);
}

/** Where the pictures of all epochs go. */
export const SAMPLES = 'samples';

/** Where the picture of an epoch goes. */
export function pictureOf(epoch: number): string {
  return `${SAMPLES}/epoch-${String(epoch).padStart(2, '0')}.png`;
}
