import type { Digest } from '@manifold/shared/image/digest';
import type { Work } from '@manifold/shared/recipe/work';
import type { Env } from '../../env.ts';
import { offerOf } from '../broker/queue.ts';
import { brokerOf } from '../names.ts';
import type { Kept } from './kept.ts';
import type { Computation } from './state.ts';

/** How often, in ms, a watched place in the queue is looked up. */
export const positionEveryMs = 2_000;

/** A computation's side of the queue: it offers itself to the broker, takes itself away, and asks for its place. */
export class QueueSide {
  readonly #env: Env;
  readonly #kept: Kept;
  #watched: { place: Promise<number | undefined>; until: number } | undefined;

  constructor(env: Env, kept: Kept) {
    this.#env = env;
    this.#kept = kept;
  }

  /** Tells the broker what has become of the computation; says whether that could be done. */
  async tell({ phase, since }: Computation): Promise<boolean> {
    if (phase.state === 'leased' || (phase.state === 'queued' && phase.readyAt > Date.now())) return true;
    const { id, work } = this.#kept;
    const broker = brokerOf(this.#env);
    const told = phase.state === 'queued' ? broker.offer(offerOf(id, work, since)) : broker.settle(id);
    return told.then(() => true, unreachable);
  }

  /** Tells the broker that a runner holds the computation again, which was offered to all. */
  async hold(runner: string): Promise<void> {
    await brokerOf(this.#env).hold(this.#kept.id, runner).catch(unreachable);
  }

  /** Tells the broker that the runner which holds the computation does not answer any more, or gives it back. */
  async dismissHolder({ phase }: Computation): Promise<void> {
    if (phase.state === 'leased') await brokerOf(this.#env).dismiss(phase.runner).catch(unreachable);
  }

  /** Computations ahead of this one; 0 when the broker cannot say, as with `ahead`. */
  async position(): Promise<number> {
    return (await this.#place()) ?? 0;
  }

  /**
   * The same for who watches it change, and undefined when the broker cannot say. It is asked once in a while, however many watch.
   */
  watchedPosition(now: number): Promise<number | undefined> {
    if (!this.#watched || this.#watched.until <= now) {
      this.#watched = { place: this.#place(), until: now + positionEveryMs };
    }
    return this.#watched.place;
  }

  /** Computations ahead of one; 0 when the broker cannot say, since the place in the queue is but a courtesy. */
  async ahead(id: Digest, work: Work, since: number): Promise<number> {
    return (await this.#ask(id, work, since)) ?? 0;
  }

  async #place(): Promise<number | undefined> {
    const { state, id, work } = this.#kept;
    return state && this.#ask(id, work, state.since);
  }

  async #ask(id: Digest, work: Work, since: number): Promise<number | undefined> {
    return brokerOf(this.#env)
      .ahead(offerOf(id, work, since))
      .catch(() => undefined);
  }
}

function unreachable(error: unknown): false {
  console.warn('the broker could not be reached', error);
  return false;
}
