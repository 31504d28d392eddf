import type { Job } from '@manifold/shared/protocol/job';
import type { Problem } from '@manifold/shared/protocol/problem';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { type Accessor, createMemo, createSignal, onCleanup } from 'solid-js';
import { untilReached } from '../api/backoff.ts';
import { cancelJob, createJob, getJob, getResult } from '../api/client.ts';
import { makeEventReader } from '../api/event-reader.ts';
import type { Reply } from '../api/reply.ts';
import type { JobBody, JobRequest } from '../api/request.ts';
import { failing, isOver, sending, viewOfJob, withEvent } from '../presentation/job-view.ts';
import { requestAgain, type Sheet } from '../presentation/sheet.ts';
import { createClock } from './create-clock.ts';
import type { Contact } from './create-contact.ts';
import type { History } from './create-history.ts';

/** A job to ask for, with the recipe that it stands for: what it will look like is known before the server has it. */
export interface Asked {
  readonly request: JobRequest;
  readonly recipe: Recipe | undefined;
}

export interface Run {
  sheets: Accessor<readonly Sheet[]>;
  /** Ids of the jobs that were accepted, in the order of the sheets. */
  jobIds: Accessor<string[]>;
  active: Accessor<boolean>;
  /** Seconds since anything was heard of the run, while it goes on. */
  silent: Accessor<number>;
  /** Asks for jobs; resolves when each was accepted or refused. */
  develop(asked: readonly Asked[]): Promise<void>;
  /**
   * Shows jobs that were asked for before, in another life of the page; resolves when an answer was had of each, or they made way
   * for others. A single one whose answer is `known` is not asked after again.
   */
  open(jobIds: string[], known?: Reply<Job>): Promise<void>;
  /** Sends a failed or cancelled sheet's request again. */
  retry(key: string): Promise<void>;
  cancel(): void;
  /** Clears the easel; what runs goes on. */
  clear(): void;
}

/** The jobs on the easel, followed until they end. */
export function createRun(contact: Contact, history: History): Run {
  const [sheets, setSheets] = createSignal<readonly Sheet[]>([]);
  const [heardAt, setHeardAt] = createSignal(Date.now());
  const active = createMemo(() => sheets().some((sheet) => !isOver(sheet.view)));
  const now = createClock(active);
  const readers = new Map<string, () => void>();
  const unwanted = new Set<string>();
  const sheetOf = (key: string) => sheets().find((sheet) => sheet.key === key);

  const mark = (key: string, part: Partial<Sheet>) =>
    setSheets((all) => all.map((sheet) => (sheet.key === key ? { ...sheet, ...part } : sheet)));
  const change = (key: string, part: Partial<Sheet>) => {
    setHeardAt(Date.now());
    mark(key, part);
  };
  const fail = (key: string, problem: Problem) => change(key, { view: failing(problem), cancelling: undefined });

  /** What the server is asked of a job that it has, for as long as its sheet is there. */
  const fetched = <T>(key: string, ask: () => Promise<Reply<T>>) => {
    const stop = new AbortController();
    readers.set(key, () => stop.abort());
    return untilReached(ask, contact.heard, stop.signal);
  };
  const finish = async (key: string, resultId: string) => {
    const reply = await fetched(key, () => getResult(resultId));
    if (!reply) return;
    if (!reply.ok) return fail(key, reply.problem);
    history.add(reply.value);
    change(key, { result: reply.value, recipe: reply.value.recipe });
  };
  const load = async (key: string, jobId: string) => {
    const reply = await fetched(key, () => getJob(jobId));
    if (reply) settle(key, reply);
  };

  const follow = (key: string, job: Job) => {
    const stop = makeEventReader(job.id, {
      onContact: contact.heard,
      onRefused: (problem) => fail(key, problem),
      onMissed: () => void load(key, job.id),
      onEvent: (event) => {
        const sheet = sheetOf(key);
        if (!sheet) return;
        change(key, { view: withEvent(sheet.view, event) });
        if (event.type === 'done') void finish(key, event.resultId);
      },
    });
    readers.set(key, stop);
  };

  const accept = (key: string, job: Job) => {
    const view = viewOfJob(job);
    change(key, { jobId: job.id, recipe: job.recipe, view });
    if (job.state === 'done') void finish(key, job.resultId);
    else if (!isOver(view)) follow(key, job);
  };

  const cancelSheet = async ({ key, jobId }: Sheet) => {
    mark(key, { cancelling: 'asked' });
    if (jobId) await cancelNamed(key, jobId);
    // Cancelled before the server named it: it is cancelled as soon as it has a name.
    else unwanted.add(key);
  };
  const cancelNamed = async (key: string, jobId: string) => {
    const reply = await cancelJob(jobId);
    if (!reply.ok && !reply.reached) contact.heard(false);
    mark(key, { cancelling: reply.ok ? undefined : reply.problem });
    const sheet = sheetOf(key);
    // One that had ended stays as it is: its stream tells how.
    if (reply.ok && sheet && reply.value.state === 'cancelled') {
      change(key, { view: withEvent(sheet.view, cancelledNow()) });
    }
  };

  const settle = (key: string, reply: Reply<Job>) => {
    // What was refused is no longer there to be cancelled: it may be sent again under the same key.
    const isUnwanted = unwanted.delete(key);
    if (sheetOf(key)) {
      contact.heard(reply.ok || reply.reached);
      if (reply.ok) accept(key, reply.value);
      else fail(key, reply.problem);
    }
    // It goes on without its sheet, should that have made way for others.
    if (reply.ok && isUnwanted) void cancelNamed(key, reply.value.id);
  };
  const send = async (key: string, request: JobBody) => settle(key, await createJob(request, key));

  const replace = (next: Sheet[]) => {
    for (const stop of readers.values()) stop();
    readers.clear();
    setHeardAt(Date.now());
    setSheets(next);
  };
  onCleanup(() => replace([]));

  return {
    sheets,
    jobIds: createMemo(() => sheets().flatMap((sheet) => sheet.jobId ?? [])),
    active,
    silent: () => Math.max(0, now() - heardAt()) / 1000,
    async develop(asked) {
      const next = asked.map(sheetFor);
      replace(next);
      await Promise.all(next.map((sheet) => send(sheet.key, sheet.request!)));
    },
    async open(jobIds, known) {
      const next = jobIds.map((jobId) => ({ ...sheetFor({}), jobId }));
      replace(next);
      if (known) return settle(next[0]!.key, known);
      await Promise.all(next.map((sheet) => load(sheet.key, sheet.jobId)));
    },
    async retry(key) {
      const sheet = sheetOf(key);
      if (!sheet) return;
      const request = requestAgain(sheet);
      // What was a job already is asked for as another one.
      const fresh = request && sheet.jobId ? sheetFor(sheet) : { ...sheet, view: sending(), cancelling: undefined };
      mark(key, fresh);
      if (request) await send(fresh.key, request);
      else if (sheet.jobId) await load(key, sheet.jobId);
    },
    cancel() {
      for (const sheet of sheets()) if (!isOver(sheet.view) && sheet.cancelling !== 'asked') void cancelSheet(sheet);
    },
    clear: () => replace([]),
  };
}

function cancelledNow() {
  return { v: 1, at: new Date().toISOString(), type: 'cancelled' } as const;
}

function sheetFor({ request, recipe }: Partial<Pick<Sheet, 'request' | 'recipe'>>): Sheet {
  return {
    key: newKey(),
    request,
    jobId: undefined,
    recipe,
    view: sending(),
    result: undefined,
    cancelling: undefined,
  };
}

/** 128 random bits; `crypto.randomUUID` is not there on pages that are served without TLS. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
