import { env } from 'cloudflare:workers';
import { digestOf } from '@manifold/shared/image/digest';
import { trainingDefaults, trainingVersion } from '@manifold/shared/recipe/training';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../env.ts';
import { utf8 } from '../share/utf8.ts';
import { writePart } from '../store/files.ts';
import { writeResult } from '../store/results.ts';
import { ask } from '../testing/edge.ts';

const { RESULTS } = env as unknown as Env;
const id = 'f1'.repeat(32);
const url = `/v1/results/${id}/files/README.md`;
const card = utf8('# Digits');
let digest: string;

/** A training that ended, with one file. */
beforeAll(async () => {
  digest = await digestOf(card);
  await writePart(RESULTS, { kind: 'files', computation: id, digest }, card);
  await writeResult(RESULTS, {
    id,
    training: { version: trainingVersion, net: 'mnist-class', ...trainingDefaults['mnist-class'] },
    files: [{ path: 'README.md', mediaType: 'text/markdown', bytes: card.length, parts: [digest] }],
    pictures: [{ path: 'samples/epoch-20.png', epoch: 20, digest, width: 300, height: 300 }],
    curve: [{ step: 9360, loss: 0.03125 }],
    createdAt: '2026-11-29T00:00:00.000Z',
  });
});

describe('a file of a trained bundle', () => {
  it('has its parts for its tag, and never changes', async () => {
    const reply = await ask(url);
    const told = ['ETag', 'Content-Type', 'Content-Length', 'Cache-Control'].map((name) => reply.headers.get(name));
    expect(told).toEqual([`"${digest}"`, 'text/markdown', '8', 'public, max-age=31536000, immutable']);
    expect(await reply.text()).toBe('# Digits');
  });

  it('is sent again to nobody who has it', async () => {
    for (const tag of [`"${digest}"`, `"other", W/"${digest}"`, '*']) {
      const reply = await ask(url, { headers: { 'If-None-Match': tag } });
      expect([reply.status, reply.headers.get('ETag'), await reply.text()]).toEqual([304, `"${digest}"`, '']);
    }
    expect(await (await ask(url, { headers: { 'If-None-Match': '"other"' } })).text()).toBe('# Digits');
  });

  it('is told of without its bytes', async () => {
    const reply = await ask(url, { method: 'HEAD' });
    expect([reply.status, reply.headers.get('ETag'), await reply.text()]).toEqual([200, `"${digest}"`, '']);
    expect((await ask(`/v1/results/${id}/files/nothing`, { method: 'HEAD' })).status).toBe(404);
  });
});

describe('the page of a training', () => {
  it('has a card with how it went', async () => {
    const html = await (await ask(`/r/${id}`)).text();
    const description =
      'mnist-class learnt from 60000 of MNIST&#39;s pictures, 128 a step, from seed 0, to a loss of 0.0313 after 9360 steps. ' +
      'Anyone can take its files.';
    expect(html).toContain(`<meta property="og:description" content="${description}">`);
    expect(html).toContain(`<meta name="description" content="${description}">`);
    expect(html).toContain('<meta name="twitter:card" content="summary_large_image">');
  });
});
