import { DurableObject } from 'cloudflare:workers';
import type { Digest } from '@manifold/shared/image/digest';
import type { JobEvent } from '@manifold/shared/protocol/event';
import type { AnyJob, JobId } from '@manifold/shared/protocol/job';
import { trainingCost } from '@manifold/shared/recipe/training';
import { isTraining, rowsOfWork, type Work } from '@manifold/shared/recipe/work';
import type { Env } from '../../env.ts';
import type { LoggedEvent, News } from '../computation/log.ts';
import type { View } from '../computation/view.ts';
import { computationOf } from '../names.ts';
import { asAskedFor, type Form } from '../picture-fields.ts';
import { Wakeups } from '../wakeups.ts';

/** What a job is made of; its state is its computation's, but for its own cancellation. */
export interface Order {
  id: JobId;
  owner: string;
  resultId: Digest;
  work: Work;
  /** How it was asked for; unknown of old orders. */
  form?: Form;
  createdAt: string;
}

/** One request: which computation it waits for, and whether it has let go of it. */
export class JobObject extends DurableObject<Env> {
  /** Wakes who follows the job when it is cancelled. */
  readonly #cancellation = new Wakeups();

  /** The newest place in the log, short of its end, that a follower has been told of. */
  #lastTold = 0;

  /** Opens the job and joins its computation. Idempotent: the first order stands, and what a crash left out is made good. */
  async open(order: Order): Promise<AnyJob> {
    const { kv } = this.ctx.storage;
    if (!kv.get('order')) kv.put('order', order);
    const { id, resultId, work } = this.#order()!;
    if (this.#generation() === undefined) {
      const generation = await computationOf(this.env, resultId).subscribe(resultId, work, id);
      if (this.#generation() === undefined) kv.put('generation', generation);
    }
    return (await this.read())!;
  }

  /** The job as its asker sees it; `undefined` when there is none. */
  async read(): Promise<AnyJob | undefined> {
    const order = this.#order();
    const generation = this.#generation();
    if (!order || generation === undefined) return undefined;
    const view = this.#cancelled() ? cancelledView : await computationOf(this.env, order.resultId).view(generation);
    const { id, resultId, work, createdAt } = order;
    const error = view.error && { error: asAskedFor(order.form ?? 'technique', view.error) };
    return { id, resultId, ...told(work), rows: rowsOfWork(work), createdAt, ...view, ...error };
  }

  /** Lets go of the computation. Idempotent, and nothing to a job that has ended. */
  async cancel(): Promise<AnyJob | undefined> {
    const order = this.#order();
    const generation = this.#generation();
    if (!order || generation === undefined) return undefined;
    if (!this.#cancelled()) {
      const end = await computationOf(this.env, order.resultId).unsubscribe(order.id, generation);
      if (end && !this.#cancelled()) this.#end(end);
    }
    return this.read();
  }

  /** Events after the place `seq`; waits at most `waitMs` for one. A cancelled job's log ends where it let go. */
  async next(seq: number, waitMs: number): Promise<News> {
    if (!this.#cancelled()) {
      const news = await this.#cancellation.during(this.#news(seq, waitMs));
      if (news && !this.#cancelled()) return this.#told(news);
    }
    const end = this.#cancelled()!;
    const place = seq > end.seq ? 0 : seq;
    const { events } = await this.#news(place, 0);
    const whole = [...events.filter((one) => one.seq < end.seq), end];
    return { events: whole.filter((one) => one.seq > place), isOver: true };
  }

  #told(news: News): News {
    if (!news.isOver) this.#lastTold = Math.max(this.#lastTold, news.events.at(-1)?.seq ?? 0);
    return news;
  }

  /** Copies the answer of the other object: passed on as it is, it would never be disposed of. */
  async #news(seq: number, waitMs: number): Promise<News> {
    const { resultId, form = 'technique' } = this.#order()!;
    const { events, isOver } = await computationOf(this.env, resultId).next(this.#generation()!, seq, waitMs);
    return { events: events.map((one) => ({ ...one, event: asAsked(form, one.event) })), isOver };
  }

  /** The end comes after whatever was told while the computation let go. */
  #end({ seq, event }: LoggedEvent): void {
    const cancelled: LoggedEvent = { seq: Math.max(seq, this.#lastTold + 1), event };
    this.ctx.storage.kv.put('cancelled', cancelled);
    this.#cancellation.wake();
  }

  /** Where there were no trainings yet, an order was kept with its recipe. */
  #order(): Order | undefined {
    const kept = this.ctx.storage.kv.get<Omit<Order, 'work'> & { work?: Work; recipe?: Work }>('order');
    return kept && { ...kept, work: (kept.work ?? kept.recipe)! };
  }

  #generation(): number | undefined {
    return this.ctx.storage.kv.get<number>('generation');
  }

  #cancelled(): LoggedEvent | undefined {
    return this.ctx.storage.kv.get<LoggedEvent>('cancelled');
  }
}

function asAsked(form: Form, event: JobEvent): JobEvent {
  return event.type === 'failed' ? { ...event, error: asAskedFor(form, event.error) } : event;
}

const cancelledView: View = { state: 'cancelled' };

function told(work: Work) {
  return isTraining(work) ? { training: work, gflop: trainingCost(work) } : { recipe: work };
}
