import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensors } from '../../tensor/tensor.ts';
import { loadMnist, type Mnist } from '../dataset.ts';
import { writeOutput } from '../output.ts';
import type { NetName, RunConfig } from '../run.ts';
import { openNet } from './open-net.ts';
import { sampleClass, sampleFlow, sampleTime } from './sampling.ts';
import type { Show, Shown } from './show.ts';
import { showDenoising } from './show-denoising.ts';
import { showSamples } from './show-samples.ts';

export interface WatcherOptions {
  readonly config: RunConfig;
  /** The run's directory, where the pictures go. */
  readonly directory: string;
  /** Evaluations of a sample. */
  readonly steps: number;
  readonly threads?: number;
  /** Holds the idx files of MNIST, see `loadMnist`. */
  readonly dataDirectory?: string;
}

export type WatchEvent =
  | { readonly kind: 'drawing'; readonly epoch: number /** From 0 to 1. */; readonly done: number }
  | { readonly kind: 'shown'; readonly epoch: number; readonly files: readonly string[]; readonly text?: string };

/** Epochs, from 1, after which the course shows what was learnt; the last of a run is shown as well. */
const SHOWN_AFTER = [1, 5, 10, 15, 20];

const SHOWS: Readonly<Record<NetName, Show | undefined>> = {
  'mnist-denoiser': showDenoising,
  'mnist-time': showSamples(sampleTime, { named: false }),
  'mnist-class': showSamples(sampleClass, { named: true }),
  'mnist-flow': showSamples(sampleFlow, { named: true }),
  'mnist-judge': undefined,
};

/** Draws what a run has learnt into its directory. */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #show: Show | undefined;
  readonly #test: Mnist;

  /** Throws a DatasetError when the test pictures cannot be used: at the start, not hours later. */
  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#show = SHOWS[options.config.net];
    this.#test = loadMnist('test', undefined, options.dataDirectory);
  }

  /** Whether pictures of the state after so many epochs are wanted and not there. */
  misses(epoch: number): boolean {
    return this.#files(epoch).some((file) => !existsSync(join(this.#options.directory, file)));
  }

  /** Draws the net with these weights, where pictures are wanted after so many epochs. Ends early when the signal aborts. */
  async *look(epoch: number, weights: Tensors, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    if (this.#files(epoch).length === 0) return;
    const shown = yield* this.#draw(this.#show!, epoch, weights, signal);
    if (!shown) return;
    for (const [file, content] of Object.entries(shown.files)) {
      await writeOutput(join(this.#options.directory, file), content);
    }
    yield { kind: 'shown', epoch, files: Object.keys(shown.files), ...(shown.text && { text: shown.text }) };
  }

  async *#draw(
    show: Show,
    epoch: number,
    weights: Tensors,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent, Shown | undefined> {
    const { config, steps, threads } = this.#options;
    const session = await openNet({ config, weights, ...(threads && { threads }) });
    try {
      const drawing = show.draw({ session, seed: config.seed, steps, test: this.#test }, epoch, this.#isLast(epoch));
      let next = await drawing.next();
      for (; !next.done; next = await drawing.next()) {
        yield { kind: 'drawing', epoch, done: next.value };
        if (signal.aborted) return undefined;
      }
      return next.value;
    } finally {
      await session.release();
    }
  }

  #files(epoch: number): readonly string[] {
    const wanted = SHOWN_AFTER.includes(epoch) || this.#isLast(epoch);
    return wanted && this.#show ? this.#show.files(epoch, this.#isLast(epoch)) : [];
  }

  #isLast(epoch: number): boolean {
    return epoch === this.#options.config.epochs;
  }
}
