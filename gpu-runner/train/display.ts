import { type Progress, progressLine } from './progress.ts';
import type { RunConfig } from './run.ts';

/** Milliseconds between lines where they cannot be overwritten, and between redraws where they can. */
const LINE_EVERY = 15_000;
const REDRAW_EVERY = 200;

/** Shows progress: one line redrawn in a terminal, plain lines elsewhere. */
export class Display {
  readonly #config: RunConfig;
  readonly #stream: NodeJS.WriteStream;
  #shownAt = Number.NEGATIVE_INFINITY;
  #latest: Progress | undefined;

  constructor(config: RunConfig, stream: NodeJS.WriteStream) {
    this.#config = config;
    this.#stream = stream;
  }

  show(progress: Progress): void {
    this.#latest = progress;
    const now = performance.now();
    if (now - this.#shownAt < (this.#stream.isTTY ? REDRAW_EVERY : LINE_EVERY)) return;
    this.#shownAt = now;
    this.#write(progress);
  }

  /** Leaves the last step on the screen, on a line of its own. */
  end(): void {
    if (this.#latest) this.#write(this.#latest);
    if (this.#stream.isTTY) this.#stream.write('\n');
  }

  #write(progress: Progress): void {
    const line = progressLine(progress, this.#config);
    this.#stream.write(this.#stream.isTTY ? `\r${line}\x1b[K` : `${line}\n`);
  }
}
