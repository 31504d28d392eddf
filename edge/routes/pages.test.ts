import { problemKinds } from '@manifold/shared/protocol/problem';
import { Result } from '@manifold/shared/protocol/result';
import { beforeAll, describe, expect, it } from 'vitest';
import { descriptionOf, titleOf } from '../share/caption.ts';
import { picture } from '../testing/bundle.ts';
import { fresh, postJob } from '../testing/client.ts';
import { ask } from '../testing/edge.ts';
import { runner } from '../testing/runner.ts';

const browser = { Accept: 'text/html,application/xhtml+xml' };
const unknown = 'c'.repeat(64);
let result: Result;

beforeAll(async () => {
  await runner.register();
  const job = await postJob(fresh());
  await runner.finish((await runner.lease())[0]!);
  result = await (await ask(`/v1/results/${job.resultId}`)).json();
});

describe('the page of a result', () => {
  it('is the shell of the site with a card of the result', async () => {
    const reply = await ask(`/r/${result.id}`, { headers: browser });
    expect(reply.status).toBe(200);
    const html = await reply.text();
    expect(html).toContain('<title>A seven · mnist-class · Manifold</title>');
    expect(html).toContain(`<meta property="og:image" content="http://edge${result.images[0]!.url}">`);
    expect(html).toContain('<meta name="twitter:card" content="summary">');
    expect(html.match(/<meta name="description" content="[^"]*">/g)).toEqual([
      `<meta name="description" content="${descriptionOf(result.recipe)}">`,
    ]);
    const again = await ask(`/r/${result.id}`, { headers: { 'If-None-Match': reply.headers.get('ETag')! } });
    expect(again.status).toBe(304);
  });

  it('has the poster in its card, where there is one, large', async () => {
    const job = await postJob(fresh());
    const [lease] = await runner.lease();
    const { digest, bytes } = await picture('both');
    await runner.upload(lease!, digest, bytes);
    await runner.complete(lease!, digest, undefined, { poster: { digest, width: 1200, height: 630 } });
    const html = await (await ask(`/r/${job.resultId}`, { headers: browser })).text();
    const { poster } = Result.parse(await (await ask(`/v1/results/${job.resultId}`)).json());
    expect(html).toContain(`<meta property="og:image" content="http://edge${poster!.url}">`);
    expect(html).toContain('<meta property="og:image:width" content="1200">');
    expect(html).toContain('<meta name="twitter:card" content="summary_large_image">');
  });

  it.each([unknown, 'nothing', 'A'.repeat(64)])('is really not there for the id %s', async (id) => {
    const reply = await ask(`/r/${id}`, { headers: browser });
    expect([reply.status, reply.headers.get('Content-Type')]).toEqual([404, 'text/html; charset=utf-8']);
    await reply.arrayBuffer();
  });
});

describe('the page of a form', () => {
  it('is revalidated by its tag', async () => {
    const reply = await ask('/make/edit', { headers: browser });
    await reply.arrayBuffer();
    expect([reply.status, reply.headers.get('Cache-Control')]).toEqual([200, 'public, no-cache']);
    const again = await ask('/make/edit', { headers: { 'If-None-Match': reply.headers.get('ETag')! } });
    expect(again.status).toBe(304);
  });

  it('is kept by no cache where there is no such technique', async () => {
    const { status, headers } = await ask('/make/nothing', { headers: browser });
    expect([status, headers.get('Cache-Control')]).toEqual([404, 'no-store']);
  });
});

describe('an address of the site with a slash at its end', () => {
  it.each(['/make/edit', `/r/${unknown}`, '/job/a,b'])(
    'goes to the one without, with what it asks for: %s',
    async (path) => {
      const { status, headers } = await ask(`${path}/?job=a&bundle=b%26`, { headers: browser });
      expect([status, headers.get('Location')]).toEqual([308, `${path}?job=a&bundle=b%26`]);
    },
  );

  it.each(['/v1/jobs/', '/foo/jobx/', '/makefoo/x/', '/xjob/y/'])('is another address elsewhere: %s', async (path) => {
    const [read, posted] = await Promise.all([ask(path), ask(path, { method: 'POST', body: '{}' })]);
    expect([read.status, posted.status]).toEqual([404, 404]);
  });
});

describe('the title of a result', () => {
  it('is short, however long its prompts are', () => {
    const leaf = { prompt: 'x'.repeat(500), negative: '', guidance: 1 };
    const mean = Array.from({ length: 8 }, (_, i) => ({ ...leaf, prompt: leaf.prompt.slice(i) }));
    const title = titleOf({ ...result.recipe, estimate: { mean } });
    expect(title).toBe(`X${'x'.repeat(98)}… · mnist-class`);
  });
});

describe('a result', () => {
  it('is revalidated by its tag', async () => {
    const reply = await ask(`/v1/results/${result.id}`);
    expect(reply.headers.get('Cache-Control')).toBe('public, no-cache');
    await reply.arrayBuffer();
    const tag = reply.headers.get('ETag')!;
    expect((await ask(`/v1/results/${result.id}`, { headers: { 'If-None-Match': tag } })).status).toBe(304);
  });

  it('has images that never change', async () => {
    const { url, digest } = result.images[0]!;
    const head = await ask(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('ETag'), head.headers.get('Content-Type')]).toEqual([
      200,
      `"${digest}"`,
      'image/png',
    ]);
    for (const tag of [`"${digest}"`, `W/"${digest}"`, `"other", "${digest}"`, '*']) {
      expect((await ask(url, { headers: { 'If-None-Match': tag } })).status).toBe(304);
    }
    expect((await ask(url, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
    expect((await ask(`/v1/images/${unknown}.png`)).status).toBe(404);
  });
});

describe('every answer', () => {
  it.each(['/', `/r/${unknown}`, '/v1/bundles', '/v1/jobs/x', '/nothing', '/v1/docs', '/healthz'])(
    'carries the security headers: %s',
    async (path) => {
      const { headers } = await ask(path, { headers: browser });
      expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    },
  );

  it.each([
    ...['/v1/jobs/x', '/v1/jobs/x/events', `/v1/results/${unknown}`, `/v1/results/${unknown}/files/x`],
    ...[`/v1/images/${unknown}.png`, '/problems/x', '/nothing'],
  ])('that nothing is there is kept by no cache: %s', async (path) => {
    const { status, headers } = await ask(path);
    expect([status, headers.get('Cache-Control')]).toEqual([404, 'no-store']);
  });
});

describe('a page that is none', () => {
  it('is the shell under 404 for a browser, and a problem for a program', async () => {
    const page = await ask('/nothing', { headers: browser });
    expect([page.status, page.headers.get('Content-Type')]).toEqual([404, 'text/html; charset=utf-8']);
    const problem = await ask('/nothing');
    expect([problem.status, problem.headers.get('Content-Type')]).toEqual([404, 'application/problem+json']);
  });
});

describe('a file of the site', () => {
  it('that is named by its content never changes, looked up anew too', async () => {
    const reply = await ask('/assets/app-0123.js');
    await reply.arrayBuffer();
    const again = await ask('/assets/app-0123.js', { headers: { 'If-None-Match': reply.headers.get('ETag')! } });
    const told = [reply, again].map(({ status, headers }) => [status, headers.get('Cache-Control')]);
    const lasting = 'public, max-age=31536000, immutable';
    expect(told).toEqual([
      [200, lasting],
      [304, lasting],
    ]);
  });

  it.each(['PUT', 'POST', 'PATCH', 'DELETE'])('takes no %s, and says what it takes', async (method) => {
    const reply = await ask('/', { method });
    expect([reply.status, reply.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
    expect(await reply.json()).toMatchObject({ type: '/problems/method-not-allowed' });
    expect((await ask('/nothing', { method })).status).toBe(404);
    expect((await ask('/v1/nothing', { method })).status).toBe(404);
  });
});

describe('a kind of problem', () => {
  it.each(Object.keys(problemKinds))('is explained to people and programs: %s', async (kind) => {
    expect(await (await ask(`/problems/${kind}`)).json()).toMatchObject({ kind });
    expect(await (await ask(`/problems/${kind}`, { headers: browser })).text()).toContain(`<p>${kind}`);
  });

  it('is not made up', async () => {
    expect((await ask('/problems/toString')).status).toBe(404);
  });
});
