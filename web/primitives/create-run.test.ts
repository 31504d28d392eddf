import type { Job } from '@manifold/shared/protocol/job';
import { problem } from '@manifold/shared/protocol/problem';
import { manifest } from '@manifold/shared/recipe/arbitrary';
import { compile } from '@manifold/shared/recipe/compile';
import { Technique } from '@manifold/shared/recipe/technique';
import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRun, type Run } from './create-run.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));

const request = { ...Technique.parse({ technique: 'sample', prompt: '7' }), seed: 1 };
const job: Job = {
  id: '019c0000-0000-7000-8000-000000000000',
  state: 'queued',
  resultId: 'a'.repeat(64),
  rows: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  recipe: compile(request, manifest),
};

/** A stream that tells nothing: it gives its turn back once it is closed. */
function untilAborted({ signal }: RequestInit): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}

/** What the server says to each of a job's requests; its events never come, unless a test has them come. */
const server = {
  post: async () => Response.json(job),
  cancel: async () => Response.json(job),
  events: untilAborted,
  result: (): Promise<Response> => new Promise(() => {}),
};
const asked = { request, recipe: job.recipe };

beforeEach(() => {
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (path.endsWith('/events')) return server.events(init);
    if (path.startsWith('/v1/results/')) return server.result();
    return init.method === 'POST' ? server.post() : server.cancel();
  });
});
afterEach(() => vi.unstubAllGlobals());

function withRun(test: (run: Run, phase: () => string | undefined) => Promise<void>): Promise<void> {
  return createRoot(async (dispose) => {
    const history = { entries: () => [], add() {}, clear() {} };
    const run = createRun({ online: () => true, heard() {} }, history);
    await test(run, () => run.sheets()[0]?.view.phase).finally(dispose);
  });
}

/** What comes of asking while nobody answers. */
const lost = () => Promise.reject(new TypeError('Failed to fetch'));

/** An answer that refuses. */
function refusal(): Response {
  const { status, ...body } = problem('internal', 'It failed.');
  return Response.json({ status, ...body }, { status });
}

/** Enough turns of the event loop for all that is under way. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 5));

it('cancels, unless the job ended before that was heard', () =>
  withRun(async (run, phase) => {
    await run.develop([asked]);
    server.cancel = async () => Response.json({ ...job, state: 'done' });
    run.cancel();
    await aWhile();
    expect(phase()).toBe('queued');
    server.cancel = async () => Response.json({ ...job, state: 'cancelled' });
    run.cancel();
    await aWhile();
    expect(phase()).toBe('cancelled');
  }));

it('forgets a cancellation whose request was refused: what is sent again goes on', () =>
  withRun(async (run, phase) => {
    const answer = Promise.withResolvers<Response>();
    server.post = () => answer.promise;
    server.cancel = async () => Response.json({ ...job, state: 'cancelled' });
    const sent = run.develop([asked]);
    run.cancel();
    answer.resolve(refusal());
    await sent;
    expect(phase()).toBe('failed');
    server.post = async () => Response.json(job);
    await run.retry(run.sheets()[0]!.key);
    await aWhile();
    expect(phase()).toBe('queued');
  }));

it('cancels a job that was given up before it had a name', () =>
  withRun(async (run, phase) => {
    server.post = async () => Response.json(job);
    server.cancel = async () => Response.json({ ...job, state: 'cancelled' });
    const sent = run.develop([asked]);
    run.cancel();
    await sent;
    await aWhile();
    expect(phase()).toBe('cancelled');
  }));

it('cancels a job that was given up before it had a name, though others took its place', () =>
  withRun(async (run) => {
    const answer = Promise.withResolvers<Response>();
    const cancelled = vi.fn(async () => Response.json({ ...job, state: 'cancelled' }));
    Object.assign(server, { post: () => answer.promise, cancel: cancelled });
    const sent = run.develop([asked]);
    run.cancel();
    run.clear();
    answer.resolve(Response.json(job));
    await sent;
    expect(cancelled).toHaveBeenCalledOnce();
  }));

it('shows at once that it cancels, asks for that once, and tells why it was refused', () =>
  withRun(async (run, phase) => {
    const answer = Promise.withResolvers<Response>();
    const cancelled = vi.fn(() => answer.promise);
    Object.assign(server, { post: async () => Response.json(job), cancel: cancelled });
    await run.develop([asked]);
    for (let press = 0; press < 2; press++) run.cancel();
    expect([run.sheets()[0]!.cancelling, cancelled.mock.calls.length]).toEqual(['asked', 1]);
    answer.resolve(refusal());
    await aWhile();
    expect(run.sheets()[0]!.cancelling).toMatchObject({ title: problem('internal', '').title });
    expect(phase()).toBe('queued');
  }));

it('has the recipe of a sheet before the server has its request', () =>
  withRun(async (run) => {
    server.post = () => new Promise(() => {});
    void run.develop([asked]);
    expect(run.sheets()[0]!.recipe).toBe(job.recipe);
  }));

it('asks again for a result that could not be reached, and keeps what was seen of it', () =>
  withRun(async (run, phase) => {
    const images = [{ digest: 'b'.repeat(64), width: 28, height: 28, url: '/b.png' }];
    const result = { id: job.resultId, recipe: job.recipe, images, createdAt: job.createdAt };
    const done = { v: 1, at: job.createdAt, type: 'done', resultId: job.resultId };
    const replies = [lost, async () => Response.json(result)];
    server.post = async () => Response.json(job);
    server.events = async () => new Response(`data: ${JSON.stringify(done)}\n\n`);
    server.result = () => replies.shift()!();
    await run.develop([asked]);
    await vi.waitFor(() => expect(run.sheets()[0]!.result?.id).toBe(job.resultId), 20_000);
    expect(phase()).toBe('done');
  }));

it('looks for a job again whose end went by while nobody was reached', () =>
  withRun(async (run, phase) => {
    const replies = [lost, async () => Response.json({ ...job, state: 'cancelled' })];
    server.events = async () => new Response(null, { status: 204 });
    server.cancel = () => replies.shift()!();
    await run.develop([asked]);
    await vi.waitFor(() => expect(phase()).toBe('cancelled'), 20_000);
  }));

it('looks for the jobs of an address until somebody answers, and calls none of them failed meanwhile', () =>
  withRun(async (run, phase) => {
    const replies = [lost, lost];
    Object.assign(server, {
      events: untilAborted,
      cancel: () => (replies.shift() ?? (async () => Response.json(job)))(),
    });
    const opened = run.open([job.id, job.id]);
    await vi.waitFor(() => expect(replies).toEqual([]), 20_000);
    await aWhile();
    expect([phase(), run.active()]).toEqual(['sending', true]);
    await opened;
    expect(run.sheets().map(({ view }) => view.phase)).toEqual(['queued', 'queued']);
  }));

it('shows no failure any more while a job is looked for again', () =>
  withRun(async (run, phase) => {
    server.cancel = async () => refusal();
    await run.open([job.id]);
    expect(phase()).toBe('failed');
    server.cancel = () => new Promise(() => {});
    void run.retry(run.sheets()[0]!.key);
    expect(phase()).toBe('sending');
  }));
