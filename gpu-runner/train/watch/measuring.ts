import type { NetRunning } from './open-net.ts';

/** How what a run has come to is measured. */
export interface MeasureOptions extends NetRunning {
  /** The first so many test pictures are measured. */
  readonly pictures: number;
  readonly dataDirectory?: string;
  readonly signal: AbortSignal;
  /** Told the part that is done, from 0 to 1. */
  readonly onProgress: (done: number) => void;
}
