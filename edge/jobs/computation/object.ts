import { DurableObject } from 'cloudflare:workers';
import type { Digest } from '@manifold/shared/image/digest';
import type {
  AnyCompletion,
  AnyLease,
  CheckpointPost,
  Failure,
  Fence,
  ProgressPost,
} from '@manifold/shared/protocol/lease';
import type { Work } from '@manifold/shared/recipe/work';
import type { Env } from '../../env.ts';
import { type Result, refused } from '../../refusal.ts';
import { type Holder, notePresence } from '../presence.ts';
import { Wakeups } from '../wakeups.ts';
import { checkpoint, dueAt, expire, fail, finish, grant, type Heard, hear, isOverdue, release } from './attempt.ts';
import { Checkpoints } from './checkpoints.ts';
import { deposit, storedResult } from './deposit.ts';
import { Kept } from './kept.ts';
import { leaseOf } from './lease.ts';
import { EventLog, type LoggedEvent, type News } from './log.ts';
import { positionEveryMs, QueueSide } from './queue-side.ts';
import {
  bears,
  type Computation,
  doneWith,
  type Fenced,
  foundDone,
  isAtRest,
  isLive,
  isNews,
  type Transition,
} from './state.ts';
import { Subscribers } from './subscribers.ts';
import { subscribe, unsubscribe } from './subscription.ts';
import { revisionSeen, supersede } from './supersede.ts';
import { TrainingRecord } from './training-record.ts';
import { type View, viewOf } from './view.ts';

/** How soon it tries again when the broker could not be reached. */
const tellSoonMs = 1_000;
/** How soon it tries again to delete checkpoints that nobody needs. */
const tidyAgainMs = 60_000;

const done = { ok: true, value: undefined } as const;
const staleRefusal = { ok: false, refusal: { reason: 'stale-attempt' } } as const;

/** The shell around one computation's state: it stores, logs, wakes watchers, sets the alarm, and speaks to the broker. */
export class ComputationObject extends DurableObject<Env> {
  readonly #kept: Kept;
  readonly #subscribers: Subscribers;
  readonly #queue: QueueSide;
  readonly #log: EventLog;
  readonly #training: TrainingRecord;
  readonly #checkpoints: Checkpoints;
  readonly #changes = new Wakeups();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#kept = new Kept(ctx.storage.kv);
    this.#subscribers = new Subscribers(ctx.storage.sql, this.#kept.takeSubscribers());
    this.#queue = new QueueSide(env, this.#kept);
    this.#log = new EventLog(ctx.storage.sql);
    this.#training = new TrainingRecord(ctx.storage.kv);
    this.#checkpoints = new Checkpoints(env.RESULTS, this.#kept, this.#training);
  }

  /** Joins a job to the computation and says which generation it joined. A result in the store is as good as computed. */
  async subscribe(id: Digest, work: Work, job: string): Promise<number> {
    const stored = isAtRest(this.#kept.state) ? await storedResult(this.env, id) : undefined;
    const ahead = isAtRest(this.#kept.state) && !stored ? await this.#queue.ahead(id, work, Date.now()) : 0;
    const state = this.#kept.state;
    if (!state) this.#begin(id, work);
    const found = isAtRest(state) ? stored : undefined;
    const now = Date.now();
    const joined = found ? foundDone(state, found, now) : subscribe(state, { now, ahead });
    if (isLive(joined.next)) this.#subscribers.add(job);
    if (joined.next !== state) await this.#apply(joined);
    else await this.#mindAlarm();
    return joined.next.generation;
  }

  /** Lets a job go; gives the event that ends the job's log, or nothing when its generation had ended before. */
  async unsubscribe(job: string, generation: number): Promise<LoggedEvent | undefined> {
    const state = this.#kept.state;
    if (!state || state.generation !== generation || !isLive(state)) return undefined;
    this.#subscribers.remove(job);
    await this.#apply(unsubscribe(state, generation, this.#subscribers.areAny));
    const last = this.#log.last(generation)!;
    if (last.event.type === 'cancelled') return last;
    return { seq: last.seq + 1, event: { v: 1, at: new Date().toISOString(), type: 'cancelled' } };
  }

  async view(generation: number): Promise<View> {
    await this.#mindAlarm();
    const view = viewOf(this.#kept.state!, generation, this.#log);
    return view.state === 'queued' ? { ...view, position: await this.#queue.position() } : view;
  }

  /** Events of a generation after the place `seq`; waits at most `waitMs` for one, but not for a generation that has ended. */
  async next(generation: number, seq: number, waitMs: number): Promise<News> {
    const deadline = Date.now() + waitMs;
    for (;;) {
      const news = this.#newsAfter(generation, seq);
      const left = deadline - Date.now();
      if (news.events.length > 0 || news.isOver || left <= 0) return news;
      const isQueued = this.#kept.state?.phase.state === 'queued';
      await this.#changes.sleep(isQueued ? Math.min(left, positionEveryMs) : left);
      if (isQueued) await this.#tellPosition(generation);
    }
  }

  /** Asked by the broker: the lease for `holder`, or nothing when this computation is not to be had. */
  async grant(holder: Holder): Promise<AnyLease | undefined> {
    const state = this.#kept.state;
    const granted = state && grant(state, holder.runner, Date.now());
    if (!granted) return undefined;
    this.#kept.holder = holder;
    await this.#apply(granted);
    return leaseOf(this.#kept, granted.next, this.#training.checkpoint);
  }

  /** A post of an attempt; says whether it should stop. */
  async hear({ progress, training, ...fence }: ProgressPost): Promise<Result<{ cancel: boolean }>> {
    const state = this.#attemptOf(fence);
    if (!state) return staleRefusal;
    if (state.phase.state === 'cancelled') return { ok: true, value: { cancel: true } };
    const told: Heard | undefined = progress && { type: 'progress', ...progress };
    const news = training && isNews(state, training) ? this.#training.add(training) : undefined;
    const learnt: Heard | undefined = news && { type: 'training', ...news };
    const heard = await this.#fenced((current, now) => hear(current, fence, told ?? learnt, now));
    if (!heard.ok) return heard;
    const { holder } = this.#kept;
    // A runner that is full asks for no leases: what it holds tells that it is there.
    if (holder) await notePresence(this.env.DB, holder, Date.now());
    return { ok: true, value: { cancel: false } };
  }

  /** Whether an attempt may upload parts of a checkpoint now; they are looked after from here on. */
  async awaitParts(fence: Fence): Promise<Result<{ cancel: boolean }>> {
    const heard = await this.hear(fence);
    if (heard.ok && !heard.value.cancel) this.#training.expectParts();
    return heard;
  }

  /** A part of a checkpoint has been stored: where the computation ended meanwhile, it goes again. */
  async partStored(): Promise<void> {
    this.#training.expectParts();
    const state = this.#kept.state;
    if (state && !isLive(state)) await this.#conclude(state);
  }

  /** The next attempt goes on from here. */
  async keepCheckpoint({ checkpoint: next, ...fence }: CheckpointPost): Promise<Result<undefined>> {
    if (!this.#attemptOf(fence)) return staleRefusal;
    const missing = await this.#checkpoints.missing(next);
    if (missing.length > 0) return refused({ reason: 'images-missing', missing });
    const kept = await this.#fenced((state, now) => this.#checkpoints.keep(next, checkpoint(state, fence, now)));
    if (!kept.ok) return kept;
    await this.#checkpoints.dropOthers(next);
    return done;
  }

  /** Stores the result, then says done: a crash in between leaves a result that the next completion finds. */
  async complete(completion: AnyCompletion): Promise<Result<undefined>> {
    const state = this.#attemptOf(completion);
    if (!state) return staleRefusal;
    if (state.phase.state === 'done') return done;
    const renewed = await this.hear({ generation: completion.generation, attempt: completion.attempt });
    if (!renewed.ok) return renewed;
    if (renewed.value.cancel) return staleRefusal;
    const { curve, pictures } = this.#training;
    const awaited = { id: this.#kept.id, work: this.#kept.work, curve, pictures };
    const stored = await deposit(this.env, awaited, completion, new Date());
    if (!stored.ok) return stored;
    return this.#fenced((current) => finish(current, completion, { ...completion, id: this.#kept.id }));
  }

  async fail(failure: Failure): Promise<Result<undefined>> {
    const ahead = await this.#queue.position();
    return this.#fenced((state, now) => fail(state, failure, failure, { now, ahead }));
  }

  async release(fence: Fence): Promise<Result<undefined>> {
    const ahead = await this.#queue.position();
    const state = this.#attemptOf(fence);
    if (state) await this.#queue.dismissHolder(state);
    return this.#fenced((current, now) => release(current, fence, { now, ahead }));
  }

  override async alarm(): Promise<void> {
    const before = this.#kept.state;
    if (!before) return;
    const isLost = isOverdue(before, Date.now());
    const ahead = isLost ? await this.#queue.position() : 0;
    const stored = isLost ? await storedResult(this.env, this.#kept.id) : undefined;
    const seen = await revisionSeen(this.env.DB, before, this.#kept.work, Date.now());
    const state = this.#kept.state!;
    if (!isLive(state)) return this.#conclude(state);
    const now = Date.now();
    const late = seen ? supersede(state, seen, now) : expire(state, { now, ahead });
    const overdue = stored ? doneWith(state, stored) : late;
    if (overdue.next !== state) this.#store(overdue);
    else this.#schedule(dueAt(state, now));
    if (overdue.next.phase.state !== 'leased') await this.#queue.dismissHolder(state);
    // The lost runner may have been heard meanwhile.
    await this.#carryThrough(this.#kept.state!);
  }

  /** The state, if `fence` is that of the latest attempt. */
  #attemptOf(fence: Fence): Computation | undefined {
    const state = this.#kept.state;
    return state && bears(state, fence) ? state : undefined;
  }

  async #fenced(transition: (state: Computation, now: number) => Fenced): Promise<Result<undefined>> {
    const state = this.#kept.state;
    const fenced = state && transition(state, Date.now());
    if (!fenced?.ok) return staleRefusal;
    await this.#apply(fenced);
    const { phase } = fenced.next;
    if (state?.phase.state === 'queued' && phase.state === 'leased') await this.#queue.hold(phase.runner);
    return done;
  }

  async #apply(transition: Transition): Promise<void> {
    this.#store(transition);
    if (transition.events.length > 0) await this.#carryThrough(transition.next);
  }

  /** Stores and logs a transition in one transaction, and wakes who watches. What has ended changes no more. */
  #store({ next, events }: Transition): void {
    if (!isLive(next) && events.length === 0) return;
    const now = Date.now();
    if (next.generation !== this.#kept.state?.generation) this.#training.open();
    this.#kept.state = next;
    for (const event of events) {
      const seq = this.#log.append(next.generation, event, now);
      if (event.type === 'training') this.#training.logged(seq);
    }
    if (!isLive(next)) this.#forget(next);
    this.#schedule(dueAt(next, now));
    if (events.length > 0) this.#changes.wake();
  }

  /** Nobody waits for what has ended, and nobody goes on from its checkpoint but who asks again for what failed. */
  #forget({ phase }: Computation): void {
    this.#subscribers.clear();
    if (phase.state !== 'failed') this.#training.forgetCheckpoint();
  }

  #schedule(due: number | undefined): void {
    if (due === undefined) void this.ctx.storage.deleteAlarm();
    else void this.ctx.storage.setAlarm(due);
  }

  /** The platform gives up an alarm that fails time after time: whoever looks sets a lost one again. */
  async #mindAlarm(): Promise<void> {
    if (isLive(this.#kept.state) && (await this.ctx.storage.getAlarm()) === null) this.#schedule(Date.now());
  }

  /** What a change that is stored brings about elsewhere; the alarm makes good what fails. */
  #carryThrough(computation: Computation): Promise<void> {
    return isLive(computation) ? this.#tellBroker(computation) : this.#conclude(computation);
  }

  async #tellBroker(computation: Computation): Promise<void> {
    const told = await this.#queue.tell(computation);
    if (!told && this.#kept.state?.phase.state === 'queued') this.#schedule(Date.now() + tellSoonMs);
  }

  /** After an ending the alarm stays until the broker has heard it and no part of a checkpoint is left that nobody needs. */
  async #conclude(ended: Computation): Promise<void> {
    const told = await this.#queue.tell(ended);
    const isTidy = await this.#checkpoints.tidy();
    if (this.#kept.state?.generation !== ended.generation) return;
    const again = told ? tidyAgainMs : tellSoonMs;
    this.#schedule(told && isTidy ? undefined : Date.now() + again);
  }

  #newsAfter(generation: number, seq: number): News {
    const place = this.#log.placeOf(generation, seq);
    const { events, isOver } = this.#log.newsAfter(generation, place);
    return { events: this.#training.completed(events, place), isOver };
  }

  async #tellPosition(generation: number): Promise<void> {
    const position = await this.#queue.watchedPosition(Date.now());
    const last = this.#log.last(generation)?.event;
    if (position === undefined || last?.type !== 'queued' || last.position === position) return;
    this.#log.append(generation, { type: 'queued', position }, Date.now());
    this.#changes.wake();
  }

  #begin(id: Digest, work: Work): void {
    this.#log.prepare();
    this.#subscribers.prepare();
    this.#kept.begin(id, work);
  }
}
