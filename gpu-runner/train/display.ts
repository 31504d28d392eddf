import { type Progress, progressLine } from './progress.ts';

/** Milliseconds between lines where they cannot be overwritten, and between redraws where they can. */
const LINE_EVERY = 15_000;
const REDRAW_EVERY = 200;

/** Shows progress: one line redrawn in a terminal, plain lines elsewhere. */
export class Display {
  readonly #stream: NodeJS.WriteStream;
  #shownAt = Number.NEGATIVE_INFINITY;
  #latest: Progress | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(progress: Progress): void {
    this.#latest = progress;
    const now = performance.now();
    if (now - this.#shownAt < (this.#stream.isTTY ? REDRAW_EVERY : LINE_EVERY)) return;
    this.#shownAt = now;
    this.#write(progress);
  }

  /** A line that comes and goes in a terminal, and is not shown elsewhere. */
  pass(text: string): void {
    if (this.#stream.isTTY) this.#stream.write(`\r${text}\x1b[K`);
  }

  /** Lines that stay, after the progress they belong to. */
  note(text: string): void {
    if (!this.#stream.isTTY) this.#writeLatest();
    this.#stream.write(this.#stream.isTTY ? `\r${text.replaceAll('\n', '\x1b[K\n')}\x1b[K\n` : `${text}\n`);
  }

  /** Leaves the last step on the screen, on a line of its own. */
  end(): void {
    this.#writeLatest();
    if (this.#stream.isTTY) this.#stream.write('\n');
  }

  #writeLatest(): void {
    if (this.#latest) this.#write(this.#latest);
    this.#latest = undefined;
  }

  #write(progress: Progress): void {
    const line = progressLine(progress);
    this.#stream.write(this.#stream.isTTY ? `\r${line}\x1b[K` : `${line}\n`);
  }
}
