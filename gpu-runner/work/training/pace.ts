import type { Sighting, TrainingProgress } from '@manifold/shared/protocol/training';
import type { Training } from '@manifold/shared/recipe/training';
import type { StepReport } from './trainer.ts';

/** Share of the past in the smoothed speed. */
const smoothing = 0.95;

/** What is told of a run: the losses since it was last told are one point of the curve, the speed is smoothed. */
export class Pace {
  readonly #training: Training;
  readonly #pictures: Sighting[] = [];
  #latest: StepReport | undefined;
  #imagesPerSecond: number | undefined;
  #sum = 0;
  #count = 0;
  #told: number | undefined;
  #drawing: number | undefined;

  constructor(training: Training) {
    this.#training = training;
  }

  step(report: StepReport): void {
    const before = this.#imagesPerSecond ?? report.imagesPerSecond;
    this.#imagesPerSecond = smoothing * before + (1 - smoothing) * report.imagesPerSecond;
    this.#latest = report;
    this.#drawing = undefined;
    this.#sum += report.loss;
    this.#count += 1;
  }

  /** Pictures are being drawn; `share` of them is. */
  drawing(share: number): void {
    this.#drawing = share;
  }

  seen(picture: Sighting): void {
    this.#pictures.push(picture);
  }

  get pictures(): Sighting[] {
    return [...this.#pictures];
  }

  /** How far the run is; nothing before its first step. */
  progress(): TrainingProgress | undefined {
    if (!this.#latest) return undefined;
    const { step, steps, epoch, loss, learningRate } = this.#latest;
    const { epochs, batch } = this.#training;
    const imagesPerSecond = this.#imagesPerSecond!;
    return {
      step,
      of: steps,
      epoch: epoch + 1,
      epochs,
      loss: this.#count > 0 ? this.#sum / this.#count : (this.#told ?? loss),
      learningRate,
      imagesPerSecond,
      secondsLeft: ((steps - step) * batch) / imagesPerSecond,
      pictures: this.pictures,
      ...(this.#drawing !== undefined && { drawing: this.#drawing }),
    };
  }

  /** Progress was heard: the next point of the curve begins. */
  heard(): void {
    if (this.#count > 0) this.#told = this.#sum / this.#count;
    this.#sum = 0;
    this.#count = 0;
  }
}
