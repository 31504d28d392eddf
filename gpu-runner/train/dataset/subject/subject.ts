import type { Backdrop } from '../backdrop/backdrop.ts';
import type { Placement } from '../canvas.ts';

/** What a picture is of, before it is painted. */
export interface Subject {
  /** Names of the things to be recognised. */
  readonly things: readonly string[];
  /** What it may be called, with articles: "a cat next to a rocket". The first is the plainest. */
  readonly phrases: readonly string[];
  /** From back to front. */
  readonly parts: readonly Part[];
  /** Of a scene, what lies behind it in every style. */
  readonly backdrop?: Backdrop;
}

export interface Part extends Placement {
  /** Of the pictogram's file. */
  readonly path: string;
}
