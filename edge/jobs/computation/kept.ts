import type { Digest } from '@manifold/shared/image/digest';
import type { Work } from '@manifold/shared/recipe/work';
import type { Holder } from '../presence.ts';
import { type Computation, isLive } from './state.ts';

/** What a computation keeps of itself: what is to be computed, under which id, how far it is, and who held it last. */
export class Kept {
  readonly #kv: SyncKvStorage;

  constructor(kv: SyncKvStorage) {
    this.#kv = kv;
  }

  begin(id: Digest, work: Work): void {
    this.#kv.put('id', id);
    this.#kv.put('work', work);
  }

  get id(): Digest {
    return this.#kv.get<Digest>('id')!;
  }

  /** Where there were no trainings yet, it was kept as a recipe. */
  get work(): Work {
    return (this.#kv.get<Work>('work') ?? this.#kv.get<Work>('recipe'))!;
  }

  get state(): Computation | undefined {
    return this.#kv.get<Computation>('state');
  }

  set state(state: Computation) {
    this.#kv.put('state', state);
  }

  /** Takes the subscribers out of a state of the old form, which held them; nothing where it is of the new one. */
  takeSubscribers(): readonly string[] | undefined {
    const old = this.#kv.get<Computation & { subscribers?: readonly string[] }>('state');
    if (!old?.subscribers) return undefined;
    const { subscribers, ...state } = old;
    this.state = state;
    return isLive(state) ? subscribers : [];
  }

  get holder(): Holder | undefined {
    return this.#kv.get<Holder>('holder');
  }

  set holder(holder: Holder) {
    this.#kv.put('holder', holder);
  }
}
