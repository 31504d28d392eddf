import type { Job } from '@manifold/shared/protocol/job';
import { expect, it } from 'vitest';
import { askUnlessAway, picturesOfAll } from './accepted.ts';
import type { Edge } from './client.ts';

const job = (id: string) => ({ id }) as Job;

/** An edge that answers each path with what `answer` makes of it; undefined is silence until the asker gives up. */
function edgeOf(answer: (path: string) => Response | undefined): Edge {
  return {
    fetch: async (path, { signal } = {}) =>
      answer(path) ?? new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  };
}

function ends(type: string): Response {
  const data = JSON.stringify({ v: 1, at: '2026-01-01T00:00:00Z', type });
  return new Response(`id: 1\ndata: ${data}\n\n`);
}

it('takes for away what does not answer, and nothing else', async () => {
  const away = { fetch: () => Promise.reject(new TypeError('fetch failed')) };
  expect(await askUnlessAway(away, {})).toBeUndefined();
  const refusing = edgeOf(() => new Response('no such bundle', { status: 400 }));
  await expect(askUnlessAway(refusing, {})).rejects.toThrow('refused with 400: no such bundle');
  const amiss = edgeOf(() => Response.json({ id: 'x' }));
  await expect(askUnlessAway(amiss, {})).rejects.toThrow('invalid');
});

it('names each job that is lost, and why', async () => {
  const edge = edgeOf((path) => (path.includes('cancelled') ? ends('cancelled') : undefined));
  const looked = picturesOfAll(edge, [job('cancelled-1'), job('silent-2')], 100);
  await expect(looked).rejects.toThrow(
    '2 of 2 jobs were lost:\ncancelled-1: ended as cancelled\nsilent-2: has not ended',
  );
});

it('finds no job at all no success', async () => {
  await expect(picturesOfAll({ fetch }, [], 100)).rejects.toThrow('no job was accepted');
});
