import { DurableObject } from 'cloudflare:workers';
import type { Digest } from '@manifold/shared/image/digest';
import type { Progress } from '@manifold/shared/protocol/event';
import type { Completion, Failure, Fence, Lease } from '@manifold/shared/protocol/lease';
import { rowsPerStep } from '@manifold/shared/recipe/cost';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Env } from '../../env.ts';
import type { Result } from '../../refusal.ts';
import { hasResult } from '../../store/results.ts';
import { brokerOf } from '../names.ts';
import { Wakeups } from '../wakeups.ts';
import { dueAt, expire, fail, finish, grant, hear, release, wasCancelled } from './attempt.ts';
import { deposit } from './deposit.ts';
import { EventLog, type LoggedEvent, type News } from './log.ts';
import { bears, type Computation, type Fenced, foundDone, isLive, type Transition } from './state.ts';
import { subscribe, unsubscribe } from './subscription.ts';
import { type View, viewOf } from './view.ts';

/** A ready computation offers itself this often, so that a broker that lost its index learns of it again. */
const offerEveryMs = 15_000;
/** How soon it tries again when the broker could not be reached. */
const offerSoonMs = 1_000;
/** How often a watched place in the queue is looked up. */
const positionEveryMs = 2_000;

const done = { ok: true, value: undefined } as const;
const staleRefusal = { ok: false, refusal: { reason: 'stale-attempt' } } as const;

/** The shell around one computation's state: it stores, logs, wakes watchers, sets the alarm, and speaks to the broker. */
export class ComputationObject extends DurableObject<Env> {
  readonly #log: EventLog;
  readonly #changes = new Wakeups();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#log = new EventLog(ctx.storage.sql);
  }

  /** Joins a job to the computation and says which generation it joined. A result in the store is as good as computed. */
  async subscribe(id: Digest, recipe: Recipe, job: string): Promise<number> {
    const isStored = isAtRest(this.#state()) && (await hasResult(this.env.RESULTS, id));
    const ahead = isAtRest(this.#state()) && !isStored ? await this.#waiting() : 0;
    const state = this.#state();
    if (!state) this.#begin(id, recipe);
    const found = isStored && isAtRest(state);
    const now = Date.now();
    const joined = found ? foundDone(state, job, id, now) : subscribe(state, job, { now, ahead });
    await this.#apply(joined);
    return joined.next.generation;
  }

  /** Lets a job go; gives the event that ends the job's log, or nothing when its generation had ended before. */
  async unsubscribe(job: string, generation: number): Promise<LoggedEvent | undefined> {
    const state = this.#state();
    if (!state || state.generation !== generation || !isLive(state)) return undefined;
    await this.#apply(unsubscribe(state, job, generation));
    const last = this.#log.last(generation)!;
    if (last.event.type === 'cancelled') return last;
    return { seq: last.seq + 1, event: { v: 1, at: new Date().toISOString(), type: 'cancelled' } };
  }

  async view(generation: number): Promise<View> {
    const view = viewOf(this.#state()!, generation, this.#log);
    return view.state === 'queued' ? { ...view, position: await this.#position() } : view;
  }

  /** Events of a generation after the place `seq`; waits at most `waitMs` for one, but not for a generation that has ended. */
  async next(generation: number, seq: number, waitMs: number): Promise<News> {
    const deadline = Date.now() + waitMs;
    for (;;) {
      const news = this.#log.newsAfter(generation, seq);
      const left = deadline - Date.now();
      if (news.events.length > 0 || news.isOver || left <= 0) return news;
      const isQueued = this.#state()?.phase.state === 'queued';
      await this.#changes.sleep(isQueued ? Math.min(left, positionEveryMs) : left);
      if (isQueued) await this.#tellPosition(generation);
    }
  }

  /** Asked by the broker: the lease for `runner`, or nothing when this computation is not to be had. */
  async grant(runner: string): Promise<Lease | undefined> {
    const state = this.#state();
    const granted = state && grant(state, runner, Date.now());
    if (!granted) return undefined;
    await this.#apply(granted);
    const { generation, attempt } = granted.next;
    return { generation, attempt, computation: this.#id(), recipe: this.#recipe() };
  }

  /** A post of an attempt; says whether it should stop. */
  async hear(fence: Fence, progress?: Progress): Promise<Result<{ cancel: boolean }>> {
    const state = this.#state();
    if (state && wasCancelled(state, fence)) return { ok: true, value: { cancel: true } };
    const heard = await this.#fenced((current, now) => hear(current, fence, progress, now));
    return heard.ok ? { ok: true, value: { cancel: false } } : heard;
  }

  /** Stores the result, then says done: a crash in between leaves a result that the next completion finds. */
  async complete(completion: Completion): Promise<Result<undefined>> {
    const state = this.#state();
    if (!state || !bears(state, completion)) return staleRefusal;
    if (state.phase.state === 'done') return done;
    const renewed = await this.hear(completion);
    if (!renewed.ok) return renewed;
    if (renewed.value.cancel) return staleRefusal;
    const stored = await deposit(this.env.RESULTS, this.#id(), this.#recipe(), completion, new Date());
    if (!stored.ok) return stored;
    return this.#fenced((current) => finish(current, completion, this.#id()));
  }

  async fail({ detail, ...fence }: Failure): Promise<Result<undefined>> {
    const ahead = await this.#position();
    return this.#fenced((state, now) => fail(state, fence, detail, { now, ahead }));
  }

  async release(fence: Fence): Promise<Result<undefined>> {
    const ahead = await this.#position();
    return this.#fenced((state, now) => release(state, fence, { now, ahead }));
  }

  override async alarm(): Promise<void> {
    const ahead = await this.#position();
    const state = this.#state();
    if (!isLive(state)) return;
    const expired = expire(state, { now: Date.now(), ahead });
    this.#store(expired);
    const lost = state.phase.state === 'leased' && expired.next.phase.state !== 'leased' && state.phase.runner;
    if (lost) await brokerOf(this.env).dismiss(lost).catch(unreachable);
    await this.#tellBroker(expired.next);
  }

  async #fenced(transition: (state: Computation, now: number) => Fenced): Promise<Result<undefined>> {
    const state = this.#state();
    const fenced = state && transition(state, Date.now());
    if (!fenced?.ok) return staleRefusal;
    await this.#apply(fenced);
    return done;
  }

  async #apply(transition: Transition): Promise<void> {
    this.#store(transition);
    if (transition.events.length > 0) await this.#tellBroker(transition.next);
  }

  /** Stores and logs a transition in one transaction, and wakes who watches. */
  #store({ next, events }: Transition): void {
    const now = Date.now();
    this.ctx.storage.kv.put('state', next);
    for (const event of events) this.#log.append(next.generation, event, now);
    this.#schedule(dueAt(next, now, now + offerEveryMs));
    if (events.length > 0) this.#changes.wake();
  }

  #schedule(due: number | undefined): void {
    if (due === undefined) void this.ctx.storage.deleteAlarm();
    else void this.ctx.storage.setAlarm(due);
  }

  async #tellBroker({ phase, since }: Computation): Promise<void> {
    if (phase.state === 'leased' || (phase.state === 'queued' && phase.readyAt > Date.now())) return;
    try {
      if (phase.state === 'queued') await this.#offer(since);
      else await brokerOf(this.env).settle(this.#id());
    } catch (error) {
      unreachable(error);
      if (this.#state()?.phase.state === 'queued') this.#schedule(Date.now() + offerSoonMs);
    }
  }

  async #offer(since: number): Promise<void> {
    const recipe = this.#recipe();
    await brokerOf(this.env).offer({ id: this.#id(), bundle: recipe.bundle, rows: rowsPerStep(recipe), since });
  }

  async #tellPosition(generation: number): Promise<void> {
    const position = await this.#position();
    const last = this.#log.last(generation)?.event;
    if (last?.type !== 'queued' || last.position === position) return;
    this.#log.append(generation, { type: 'queued', position }, Date.now());
    this.#changes.wake();
  }

  /** Computations ahead of this one; 0 when the broker cannot say, since the place in the queue is but a courtesy. */
  async #position(): Promise<number> {
    const state = this.#state();
    if (!state) return 0;
    return brokerOf(this.env)
      .ahead(this.#id(), state.since)
      .catch(() => 0);
  }

  async #waiting(): Promise<number> {
    return brokerOf(this.env)
      .ready()
      .catch(() => 0);
  }

  #begin(id: Digest, recipe: Recipe): void {
    this.#log.prepare();
    this.ctx.storage.kv.put('id', id);
    this.ctx.storage.kv.put('recipe', recipe);
  }

  #state(): Computation | undefined {
    return this.ctx.storage.kv.get<Computation>('state');
  }

  #id(): Digest {
    return this.ctx.storage.kv.get<Digest>('id')!;
  }

  #recipe(): Recipe {
    return this.ctx.storage.kv.get<Recipe>('recipe')!;
  }
}

/** Whether asking would open a new generation. */
function isAtRest(state: Computation | undefined): boolean {
  return state?.phase.state !== 'done' && !isLive(state);
}

function unreachable(error: unknown): void {
  console.warn('the broker could not be reached', error);
}
