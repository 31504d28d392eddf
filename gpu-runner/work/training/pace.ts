import type { Sighting, TrainingProgress } from '@manifold/shared/protocol/training';
import type { Training } from '@manifold/shared/recipe/training';
import type { StepReport } from './trainer.ts';

/** Steps that the speed is smoothed over. */
const span = 20;

interface Losses {
  readonly sum: number;
  readonly count: number;
}

const none: Losses = { sum: 0, count: 0 };

/** What is told of a run: the losses since it was last heard are one point of the curve, the speed is the mean of its first steps, then smoothed. */
export class Pace {
  readonly #training: Training;
  readonly #pictures: Sighting[] = [];
  #latest: StepReport | undefined;
  #steps = 0;
  #secondsPerImage = 0;
  /** Losses since progress was last told, and those that were told and have not been heard. */
  #since = none;
  #told = none;
  #heard: number | undefined;
  #drawing: number | undefined;

  constructor(training: Training) {
    this.#training = training;
  }

  step(report: StepReport): void {
    this.#steps += 1;
    this.#secondsPerImage += (1 / report.imagesPerSecond - this.#secondsPerImage) / Math.min(this.#steps, span);
    this.#latest = report;
    this.#drawing = undefined;
    this.#since = together(this.#since, { sum: report.loss, count: 1 });
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
    const secondsPerImage = this.#secondsPerImage;
    this.#told = together(this.#told, this.#since);
    this.#since = none;
    return {
      step,
      of: steps,
      epoch: epoch + 1,
      epochs,
      loss: meanOf(this.#told) ?? this.#heard ?? loss,
      learningRate,
      imagesPerSecond: 1 / secondsPerImage,
      secondsLeft: (steps - step) * batch * secondsPerImage,
      pictures: this.pictures,
      ...(this.#drawing !== undefined && { drawing: this.#drawing }),
    };
  }

  /** What was told last was heard: the next point of the curve begins, with the steps that were taken meanwhile. */
  heard(): void {
    this.#heard = meanOf(this.#told) ?? this.#heard;
    this.#told = none;
  }
}

function together(a: Losses, b: Losses): Losses {
  return { sum: a.sum + b.sum, count: a.count + b.count };
}

function meanOf({ sum, count }: Losses): number | undefined {
  return count > 0 ? sum / count : undefined;
}
