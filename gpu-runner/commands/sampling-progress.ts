import type { Step } from '../pipeline/pipeline.ts';
import { duration } from '../train/progress.ts';

const width = 30;

/** Shows how far sampling is: one line redrawn in a terminal, a line for each tenth elsewhere. */
export class SamplingProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #start = performance.now();
  #tenths = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show({ step, of, timestep }: Step): void {
    const seconds = ((performance.now() - this.#start) / 1000 / step) * (of - step);
    const text = `step ${String(step).padStart(String(of).length)} of ${of}  t = ${timestep}  ${duration(seconds)} left`;
    if (this.#stream.isTTY) {
      const bar = '#'.repeat(Math.round((step / of) * width)).padEnd(width);
      this.#stream.write(`\r[${bar}] ${text}\x1b[K`);
    } else if (Math.floor((10 * step) / of) > this.#tenths) {
      this.#tenths = Math.floor((10 * step) / of);
      this.#stream.write(`${text}\n`);
    }
  }

  /** Leaves the cursor on a line of its own. */
  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\x1b[K');
  }
}
