import { join } from 'node:path';
import type { Held } from '../attempt.ts';
import { accepted } from '../halt.ts';
import { snapshot, uploadFiles } from './files.ts';
import type { Trainer } from './trainer.ts';

/** Brings checkpoints to the edge while the training goes on; one that is saved while another is on its way is passed over. */
export class CheckpointKeeper {
  readonly #held: Held;
  readonly #directory: string;
  readonly #files: readonly string[];
  #running: Promise<void> | undefined;

  constructor(held: Held, directory: string, { checkpointFiles }: Trainer) {
    this.#held = held;
    this.#directory = directory;
    this.#files = checkpointFiles;
  }

  /** A checkpoint lies in the run's folder. Resolves once it is copied, since the next one takes its place. */
  async saved(step: number): Promise<void> {
    if (this.#running) return;
    const copy = join(this.#directory, 'upload');
    await snapshot(this.#directory, copy, this.#files);
    this.#running = this.#keep(step, copy).finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** A checkpoint that does not get through is no harm: an older one stands, and a newer one will come. */
  async #keep(step: number, copy: string): Promise<void> {
    const { tenure, log } = this.#held;
    try {
      const files = await uploadFiles(tenure, 'checkpoint', copy, this.#files);
      accepted(await tenure.keepCheckpoint({ step, files }), 'the checkpoint could not be kept');
      log.debug({ step }, 'checkpoint kept');
    } catch (err) {
      log.warn({ err, step }, 'a checkpoint was not kept');
    }
  }
}
