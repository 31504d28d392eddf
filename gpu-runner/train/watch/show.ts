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

/** Where the pictures of all milestones go. */
export const SAMPLES = 'samples';
