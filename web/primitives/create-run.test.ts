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

/** What the server says to each of a job's requests; its events never come. */
const server = { post: async () => Response.json(job), cancel: async () => Response.json(job) };

beforeEach(() => {
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('fetch', (path: string, { method }: RequestInit) => {
    if (path.endsWith('/events')) return new Promise(() => {});
    return method === 'POST' ? server.post() : server.cancel();
  });
});
afterEach(() => vi.unstubAllGlobals());

function withRun(test: (run: Run, phase: () => string | undefined) => Promise<void>): Promise<void> {
  return createRoot(async (dispose) => {
    const history = { entries: () => [], add() {}, clear() {} };
    const run = createRun({ online: () => true, heard() {} }, history);
    await test(run, () => run.sheets()[0]?.view.phase);
    dispose();
  });
}

/** Enough turns of the event loop for all that is under way. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 5));

it('cancels, unless the job ended before that was heard', () =>
  withRun(async (run, phase) => {
    await run.develop([request]);
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
    const refusal = Promise.withResolvers<Response>();
    server.post = () => refusal.promise;
    server.cancel = async () => Response.json({ ...job, state: 'cancelled' });
    const sent = run.develop([request]);
    run.cancel();
    const { status, ...body } = problem('internal', 'It failed.');
    refusal.resolve(Response.json({ status, ...body }, { status }));
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
    const sent = run.develop([request]);
    run.cancel();
    await sent;
    await aWhile();
    expect(phase()).toBe('cancelled');
  }));
