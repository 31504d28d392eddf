import { stepsOf } from '@manifold/shared/recipe/cost';
import { leavesOf } from '@manifold/shared/recipe/estimate';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { evaluationsOf } from '@manifold/shared/recipe/schedules';
import { Holding } from './memory/holding.ts';
import type { Loadable, Memory } from './memory/memory.ts';
import type { ModelOver, Models } from './models.ts';

/** The networks of a bundle, where it has them, and what they are loaded into. */
interface Stock {
  readonly models: Models;
  readonly memory: Memory;
  readonly unet: Loadable;
  readonly upscaler: Loadable | undefined;
  readonly checker: Loadable | undefined;
}

/**
 * What runs that wait for one another need before they step: their prompts read, and their networks in memory. All of them have
 * it at once: one that held its networks while another waited for its own, behind somebody who waits for the first, would wait
 * for ever.
 */
export class Provision {
  readonly #recipes: readonly Recipe[];
  readonly #stock: Stock;
  readonly #signal: AbortSignal;
  readonly #holding: Holding;
  #running: number;
  #modelOver: Promise<ModelOver> | undefined;
  #held: Promise<void> | undefined;

  /** Of runs that each call `end`, unless the signal aborts. */
  constructor(recipes: readonly Recipe[], stock: Stock, signal: AbortSignal) {
    this.#recipes = recipes;
    this.#stock = stock;
    this.#signal = signal;
    this.#holding = new Holding(stock.memory, signal);
    this.#running = recipes.length;
  }

  /** The model ready for the prompts of all. Rejects with the signal's reason. */
  modelOver(): Promise<ModelOver> {
    this.#modelOver ??= this.#stock.models.over([...new Set(this.#recipes.flatMap(promptsOf))], this.#signal);
    return this.#modelOver;
  }

  /** Holds the networks of the first stage, for all. Rejects with the signal's reason. */
  holdFirst(): Promise<void> {
    const { unet, checker } = this.#stock;
    const evaluates = this.#recipes.some(({ schedule }) => evaluationsOf(schedule) > 0);
    this.#held ??= this.#hold(evaluates ? unet : undefined, checker);
    return this.#held;
  }

  /** Gives those back and holds the ones of the second, for a run that waits for no other. */
  holdSecond(): Promise<void> {
    return this.#hold(this.#stock.upscaler, this.#stock.checker);
  }

  /** One of the runs is over; after the last the networks are given back. */
  end(): void {
    this.#running -= 1;
    if (this.#running === 0) this.#holding.end();
  }

  #hold(...nets: readonly (Loadable | undefined)[]): Promise<void> {
    return this.#holding.hold(nets.filter((net) => net !== undefined));
  }
}

/** What the networks are asked; nothing where none of them is evaluated. */
export function promptsOf(recipe: Recipe): string[] {
  if (stepsOf(recipe) === 0) return [];
  return [...new Set(leavesOf(recipe.estimate).flatMap(({ negative, prompt }) => [negative, prompt]))];
}
