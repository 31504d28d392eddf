import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensors } from '../../tensor/tensor.ts';
import { type Config, trainingPlanOf } from '../configs.ts';
import { writeOutput } from '../output.ts';
import { phaseAt, type TrainingPlan, totalSteps } from '../plan.ts';
import { type NetRunning, openNet, runningOf } from './open-net.ts';
import type { Show, Shown } from './show.ts';

export interface WatcherOptions extends NetRunning {
  readonly config: Config;
  /** The run's directory, where the pictures go. */
  readonly directory: string;
  /** Evaluations of a sample. */
  readonly steps: number;
  /** What is drawn; without one, nothing is. */
  readonly show: Show | undefined;
}

/** `mileage` is how far the run is, in the units of its plan. */
export type WatchEvent =
  | { readonly kind: 'drawing'; readonly mileage: number /** From 0 to 1. */; readonly done: number }
  | { readonly kind: 'shown'; readonly mileage: number; readonly files: readonly string[]; readonly text?: string };

/** Draws what a run has learnt into its directory. */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #plan: TrainingPlan;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#plan = trainingPlanOf(options.config);
  }

  /** Whether pictures of the state after so many steps are wanted and not there. */
  misses(step: number): boolean {
    return this.#files(step).some((file) => !existsSync(join(this.#options.directory, file)));
  }

  /** Draws the net with these weights, where pictures are wanted after so many steps. Ends early when the signal aborts. */
  async *look(step: number, weights: Tensors, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    if (this.#files(step).length === 0) return;
    const shown = yield* this.#draw(this.#options.show!, step, weights, signal);
    if (!shown) return;
    for (const [file, content] of Object.entries(shown.files)) {
      await writeOutput(join(this.#options.directory, file), content);
    }
    yield {
      kind: 'shown',
      mileage: this.#mileage(step),
      files: Object.keys(shown.files),
      ...(shown.text && { text: shown.text }),
    };
  }

  async *#draw(
    show: Show,
    step: number,
    weights: Tensors,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent, Shown | undefined> {
    const { config, steps } = this.#options;
    const { number } = phaseAt(this.#plan, step - 1);
    const session = await openNet({ config, phase: number, weights, ...runningOf(this.#options) });
    try {
      const drawing = show.draw(
        { session, seed: this.#plan.seed, steps, step, phase: number },
        this.#mileage(step),
        this.#isLast(step),
      );
      let next = await drawing.next();
      for (; !next.done; next = await drawing.next()) {
        yield { kind: 'drawing', mileage: this.#mileage(step), done: next.value };
        if (signal.aborted) return undefined;
      }
      return next.value;
    } finally {
      await session.release();
    }
  }

  #files(step: number): readonly string[] {
    const { show } = this.#options;
    if (!show || !this.#plan.mileage.isMilestone(step)) return [];
    const [mileage, last] = [this.#mileage(step), this.#isLast(step)];
    return last || show.isWanted(mileage) ? show.files(mileage, last, this.#options.steps) : [];
  }

  #mileage(step: number): number {
    return this.#plan.mileage.after(step);
  }

  #isLast(step: number): boolean {
    return step === totalSteps(this.#plan);
  }
}
