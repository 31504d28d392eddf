import { DurableObject } from 'cloudflare:workers';
import type { Digest } from '@manifold/shared/image/digest';
import type { AnyLease, LeaseRequest } from '@manifold/shared/protocol/lease';
import type { Env } from '../../env.ts';
import { computationOf } from '../names.ts';
import { onceMore } from '../once-more.ts';
import type { Holder } from '../presence.ts';
import { Wakeups } from '../wakeups.ts';
import { type Offer, Queue } from './queue.ts';
import { Serving } from './serving.ts';

/** Leases handed out in one reply. */
const leasesAtMost = 16;

/** Matches ready computations with runners. What a computation may do is for the computation to say. */
export class BrokerObject extends DurableObject<Env> {
  readonly #queue: Queue;
  /** The newest request of each runner; an older one has nobody behind it any more. */
  readonly #turns = new Map<string, symbol>();
  readonly #serving = new Serving();
  readonly #offers = new Wakeups();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#queue = new Queue(ctx.storage.sql);
  }

  offer(offer: Offer): void {
    if (this.#queue.offer(offer)) this.#offers.wake();
  }

  /** The computation is the runner's after all. */
  hold(id: Digest, runner: string): void {
    this.#queue.hold(id, runner);
  }

  /** The computation has ended. */
  settle(id: Digest): void {
    this.#queue.remove(id);
  }

  ahead(offer: Offer): number {
    return this.#queue.ahead(offer, this.#serving.beside(offer.wants, this.#queue.holders(), Date.now()));
  }

  figures(): { ready: number; leased: number } {
    return this.#queue.figures();
  }

  /** Leases for a runner, at the latest after `request.wait` seconds; none when it has asked again or was lost meanwhile. */
  async lease(request: LeaseRequest): Promise<AnyLease[]> {
    const turn = Symbol(request.runner);
    this.#turns.set(request.runner, turn);
    this.#serving.note(request, Date.now());
    const deadline = Date.now() + request.wait * 1000;
    const isAwaited = () => this.#turns.get(request.runner) === turn;
    while (isAwaited()) {
      const leases = await this.#grant(request, isAwaited);
      const left = deadline - Date.now();
      if (leases.length > 0 || left <= 0) return leases;
      await this.#offers.sleep(left);
    }
    return [];
  }

  /**
   * A lease of the runner ran out or was handed back: what it waits with is void, for workerd does not tell when a client has
   * hung up.
   */
  dismiss(runner: string): void {
    this.#turns.delete(runner);
    this.#serving.forget(runner);
    this.#offers.wake();
  }

  /** The leases that fit, while the request is still awaited. What this runner hands back meanwhile is not offered to it again. */
  async #grant({ runner, bundles, ...room }: LeaseRequest, isAwaited: () => boolean): Promise<AnyLease[]> {
    const leases: AnyLease[] = [];
    let { free, idle, trains = [] } = room;
    while (leases.length < leasesAtMost && isAwaited()) {
      const entry = this.#queue.claim(runner, { bundles, free, idle, trains }, Date.now());
      if (!entry) break;
      const lease = await this.#ask(entry.id, { runner, bundles });
      if (!lease) continue;
      leases.push(lease);
      free -= entry.rows;
      if (entry.isTraining) trains = [];
      else idle = false;
    }
    return leases;
  }

  /**
   * A computation that is not to be had leaves the index; one that cannot be reached offers itself again in time. A lease whose
   * reply was lost runs out unheard.
   */
  async #ask(id: Digest, holder: Holder): Promise<AnyLease | undefined> {
    const lease = await onceMore(() => computationOf(this.env, id).grant(holder)).catch((error: unknown) =>
      console.warn('a computation could not be leased', error),
    );
    if (!lease) this.#queue.remove(id);
    return lease ?? undefined;
  }
}
