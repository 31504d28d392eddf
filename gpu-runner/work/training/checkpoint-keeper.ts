import { join } from 'node:path';
import type { Held } from '../attempt.ts';
import { accepted } from '../halt.ts';
import type { Tenure } from '../tenure.ts';
import { snapshot, uploadFiles } from './files.ts';
import type { Trainer } from './trainer.ts';

/** Brings checkpoints to the edge while the training goes on; one that is saved while another is on its way is passed over. */
export class CheckpointKeeper {
  readonly #held: Held;
  readonly #directory: string;
  readonly #trainer: Pick<Trainer, 'checkpointFiles'>;
  #running: Promise<void> | undefined;
  /** Steps of the checkpoint that lies in the run's folder, and of the last that the edge has. */
  #saved: number | undefined;
  #kept: number | undefined;

  constructor(held: Held, directory: string, trainer: Trainer) {
    this.#held = held;
    this.#directory = directory;
    this.#trainer = trainer;
  }

  /** A checkpoint lies in the run's folder. Resolves once it is copied, since the next one takes its place. */
  async saved(step: number): Promise<void> {
    this.#saved = step;
    if (this.#running || this.#held.signal.aborted) return;
    const copy = join(this.#directory, 'upload');
    try {
      await snapshot(this.#directory, copy, this.#trainer.checkpointFiles(this.#directory));
    } catch (err) {
      return this.#passOver(step, err);
    }
    this.#running = this.#keep(step, copy, this.#held.tenure).finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Brings the last checkpoint to the edge under `tenure`, unless it is there. The run has ended. */
  async handOver(tenure: Tenure): Promise<void> {
    await this.#running;
    if (this.#saved !== undefined && this.#saved !== this.#kept) await this.#keep(this.#saved, this.#directory, tenure);
  }

  async #keep(step: number, directory: string, tenure: Tenure): Promise<void> {
    try {
      const files = await uploadFiles(tenure, 'checkpoint', directory, this.#trainer.checkpointFiles(directory));
      accepted(await tenure.keepCheckpoint({ step, files }), 'the checkpoint could not be kept');
      this.#kept = step;
      this.#held.log.debug({ step }, 'checkpoint kept');
    } catch (err) {
      this.#passOver(step, err);
    }
  }

  /** A checkpoint that does not get through is no harm: an older one stands, and a newer one will come. */
  #passOver(step: number, err: unknown): void {
    this.#held.log.warn({ err, step }, 'a checkpoint was not kept');
  }
}
