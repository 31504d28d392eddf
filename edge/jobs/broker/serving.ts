import type { LeaseRequest } from '@manifold/shared/protocol/lease';
import { presentMs } from '../../store/manifests.ts';
import { bundleKey } from './queue.ts';

/** The bundles that a runner has, by their keys, and when it last said so. */
interface Said {
  keys: readonly string[];
  at: number;
}

/** Which runner serves which bundles, as they say when they ask for leases. It may be lost: they ask again soon. */
export class Serving {
  readonly #runners = new Map<string, Said>();

  note({ runner, bundles }: Pick<LeaseRequest, 'runner' | 'bundles'>, now: number): void {
    this.#runners.set(runner, { keys: bundles.map(bundleKey), at: now });
  }

  forget(runner: string): void {
    this.#runners.delete(runner);
  }

  /**
   * The keys that share a runner with `key`, and `key` itself. A runner that is full does not ask: the `holders` of leases are
   * there too.
   */
  beside(key: string, holders: ReadonlySet<string>, now: number): string[] {
    for (const [runner, { at }] of this.#runners) {
      if (now - at > presentMs && !holders.has(runner)) this.forget(runner);
    }
    const sharing = [...this.#runners.values()].filter(({ keys }) => keys.includes(key));
    return [...new Set([key, ...sharing.flatMap(({ keys }) => keys)])];
  }
}
