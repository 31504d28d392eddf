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
import { isTraining, type Work } from '@manifold/shared/recipe/work';
import type { Env } from '../../env.ts';
import { type Result, refused } from '../../refusal.ts';
import { deleteCheckpoints, missingParts } from '../../store/files.ts';
import type { Seen } from '../../store/manifests.ts';
import { readResult } from '../../store/results.ts';
import { type Holder, notePresence, seenOf } from '../presence.ts';
import { Wakeups } from '../wakeups.ts';
import { checkpoint, dueAt, expire, fail, finish, grant, type Heard, hear, release, wasCancelled } from './attempt.ts';
import { deposit } from './deposit.ts';
import { Kept } from './kept.ts';
import { EventLog, type LoggedEvent, type News } from './log.ts';
import { QueueSide } from './queue-side.ts';
import { bears, type Computation, type Fenced, foundDone, isLive, type Transition } from './state.ts';
import { subscribe, unsubscribe } from './subscription.ts';
import { hasWaitedLong, supersede } from './supersede.ts';
import { TrainingRecord } from './training-record.ts';
import { type View, viewOf } from './view.ts';

/** A ready computation offers itself this often, so that a broker that lost its index learns of it again. */
const offerEveryMs = 15_000;
/** How soon it tries again when the broker could not be reached. */
const offerSoonMs = 1_000;
/** How soon it tries again to delete checkpoints that nobody needs. */
const tidyAgainMs = 60_000;
/** How often a watched place in the queue is looked up. */
const positionEveryMs = 2_000;

const done = { ok: true, value: undefined } as const;
const staleRefusal = { ok: false, refusal: { reason: 'stale-attempt' } } as const;

/** The shell around one computation's state: it stores, logs, wakes watchers, sets the alarm, and speaks to the broker. */
export class ComputationObject extends DurableObject<Env> {
  readonly #kept: Kept;
  readonly #queue: QueueSide;
  readonly #log: EventLog;
  readonly #training: TrainingRecord;
  readonly #changes = new Wakeups();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#kept = new Kept(ctx.storage.kv);
    this.#queue = new QueueSide(env, this.#kept);
    this.#log = new EventLog(ctx.storage.sql);
    this.#training = new TrainingRecord(ctx.storage.kv);
  }

  /** Joins a job to the computation and says which generation it joined. A result in the store is as good as computed. */
  async subscribe(id: Digest, work: Work, job: string): Promise<number> {
    const stored = isAtRest(this.#kept.state) ? await readResult(this.env.RESULTS, id) : undefined;
    const ahead = isAtRest(this.#kept.state) && !stored ? await this.#queue.ahead(id, work, Date.now()) : 0;
    const state = this.#kept.state;
    if (!state) this.#begin(id, work);
    const found = isAtRest(state) ? stored : undefined;
    const now = Date.now();
    const joined = found ? foundDone(state, job, found, now) : subscribe(state, job, { now, ahead });
    await this.#apply(joined);
    return joined.next.generation;
  }

  /** Lets a job go; gives the event that ends the job's log, or nothing when its generation had ended before. */
  async unsubscribe(job: string, generation: number): Promise<LoggedEvent | undefined> {
    const state = this.#kept.state;
    if (!state || state.generation !== generation || !isLive(state)) return undefined;
    await this.#apply(unsubscribe(state, job, generation));
    const last = this.#log.last(generation)!;
    if (last.event.type === 'cancelled') return last;
    return { seq: last.seq + 1, event: { v: 1, at: new Date().toISOString(), type: 'cancelled' } };
  }

  async view(generation: number): Promise<View> {
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
    const { generation, attempt } = granted.next;
    const lease = { generation, attempt, computation: this.#kept.id };
    const work = this.#kept.work;
    if (!isTraining(work)) return { ...lease, recipe: work };
    const { checkpoint } = this.#training;
    return { ...lease, training: work, ...(checkpoint ? { checkpoint } : {}) };
  }

  /** A post of an attempt; says whether it should stop. */
  async hear({ progress, training, ...fence }: ProgressPost): Promise<Result<{ cancel: boolean }>> {
    const state = this.#kept.state;
    if (state && wasCancelled(state, fence)) return { ok: true, value: { cancel: true } };
    if (!state || !bears(state, fence)) return staleRefusal;
    const told: Heard | undefined = progress && { type: 'progress', ...progress };
    const learnt: Heard | undefined = training && { type: 'training', ...this.#training.add(training) };
    const heard = await this.#fenced((current, now) => hear(current, fence, told ?? learnt, now));
    if (!heard.ok) return heard;
    await this.#noteHolder();
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
    if (!isLive(this.#kept.state)) await this.#tidy();
  }

  /** The next attempt goes on from here; the parts of the checkpoint before go. */
  async keepCheckpoint({ checkpoint: next, ...fence }: CheckpointPost): Promise<Result<undefined>> {
    const parts = next.files.flatMap((file) => file.parts);
    const place = { kind: 'checkpoint', computation: this.#kept.id } as const;
    const missing = await missingParts(this.env.RESULTS, place, parts);
    const named = missing.map((digest) => ({ pointer: '/checkpoint/files', digest }));
    if (missing.length > 0) return refused({ reason: 'images-missing', missing: named });
    const kept = await this.#fenced((state, now) => checkpoint(state, fence, now));
    if (!kept.ok) return kept;
    this.#training.checkpoint = next;
    await deleteCheckpoints(this.env.RESULTS, this.#kept.id, parts).catch(notTidied);
    return done;
  }

  /** Stores the result, then says done: a crash in between leaves a result that the next completion finds. */
  async complete(completion: AnyCompletion): Promise<Result<undefined>> {
    const state = this.#kept.state;
    if (!state || !bears(state, completion)) return staleRefusal;
    if (state.phase.state === 'done') return done;
    const { generation, attempt } = completion;
    const renewed = await this.hear({ generation, attempt });
    if (!renewed.ok) return renewed;
    if (renewed.value.cancel) return staleRefusal;
    const { curve, pictures } = this.#training;
    const awaited = { id: this.#kept.id, work: this.#kept.work, curve, pictures };
    const stored = await deposit(this.env.RESULTS, awaited, completion, new Date());
    if (!stored.ok) return stored;
    return this.#fenced((current) => finish(current, completion, { ...completion, id: this.#kept.id }));
  }

  async fail({ detail, final, ...fence }: Failure): Promise<Result<undefined>> {
    const ahead = await this.#queue.position();
    return this.#fenced((state, now) => fail(state, fence, { detail, final: final ?? false }, { now, ahead }));
  }

  async release(fence: Fence): Promise<Result<undefined>> {
    const ahead = await this.#queue.position();
    return this.#fenced((state, now) => release(state, fence, { now, ahead }));
  }

  override async alarm(): Promise<void> {
    const ahead = await this.#queue.position();
    const seen = await this.#seen();
    const state = this.#kept.state;
    if (!isLive(state)) return this.#tidy();
    const now = Date.now();
    const overdue = seen ? supersede(state, seen, now) : expire(state, { now, ahead });
    this.#store(overdue);
    const lost = state.phase.state === 'leased' && overdue.next.phase.state !== 'leased' && state.phase.runner;
    if (lost) await this.#queue.dismiss(lost);
    await this.#tellBroker(overdue.next);
  }

  async #fenced(transition: (state: Computation, now: number) => Fenced): Promise<Result<undefined>> {
    const state = this.#kept.state;
    const fenced = state && transition(state, Date.now());
    if (!fenced?.ok) return staleRefusal;
    await this.#apply(fenced);
    return done;
  }

  async #apply(transition: Transition): Promise<void> {
    this.#store(transition);
    if (transition.events.length > 0) await this.#tellBroker(transition.next);
    if (!isLive(transition.next)) await this.#tidy();
  }

  /** Of a training that is over no checkpoint is needed; one that failed keeps its own, for who asks again. */
  async #tidy(): Promise<void> {
    if (this.#kept.state?.phase.state === 'failed' || !this.#training.hasParts) return;
    try {
      await deleteCheckpoints(this.env.RESULTS, this.#kept.id);
      this.#training.forgetCheckpoint();
    } catch (error) {
      notTidied(error);
      this.#schedule(Date.now() + tidyAgainMs);
    }
  }

  /** Stores and logs a transition in one transaction, and wakes who watches. */
  #store({ next, events }: Transition): void {
    const now = Date.now();
    this.#kept.state = next;
    for (const event of events) {
      const seq = this.#log.append(next.generation, event, now);
      if (event.type === 'training') this.#training.logged(seq);
    }
    this.#schedule(dueAt(next, now, now + offerEveryMs));
    if (events.length > 0) this.#changes.wake();
  }

  #schedule(due: number | undefined): void {
    if (due === undefined) void this.ctx.storage.deleteAlarm();
    else void this.ctx.storage.setAlarm(due);
  }

  async #tellBroker(computation: Computation): Promise<void> {
    const told = await this.#queue.tell(computation);
    if (!told && this.#kept.state?.phase.state === 'queued') this.#schedule(Date.now() + offerSoonMs);
  }

  #newsAfter(generation: number, seq: number): News {
    const { events, isOver } = this.#log.newsAfter(generation, seq);
    return { events: this.#training.completed(events, seq), isOver };
  }

  async #tellPosition(generation: number): Promise<void> {
    const position = await this.#queue.position();
    const last = this.#log.last(generation)?.event;
    if (last?.type !== 'queued' || last.position === position) return;
    this.#log.append(generation, { type: 'queued', position }, Date.now());
    this.#changes.wake();
  }

  /** When the revision that it waits for was last seen, looked up once it has waited for long. */
  async #seen(): Promise<Seen | undefined> {
    const [state, work] = [this.#kept.state, this.#kept.work];
    if (!state || isTraining(work) || !hasWaitedLong(state, Date.now())) return undefined;
    return seenOf(this.env.DB, work.bundle);
  }

  /** A runner that is full asks for no leases: what it holds tells that it is there. */
  async #noteHolder(): Promise<void> {
    const { holder } = this.#kept;
    if (holder) await notePresence(this.env.DB, holder, Date.now());
  }

  #begin(id: Digest, work: Work): void {
    this.#log.prepare();
    this.#kept.begin(id, work);
  }
}

/** Whether asking would open a new generation. */
function isAtRest(state: Computation | undefined): boolean {
  return state?.phase.state !== 'done' && !isLive(state);
}

function notTidied(error: unknown): void {
  console.warn('old checkpoints could not be deleted', error);
}
