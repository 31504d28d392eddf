import { expect, it } from 'vitest';
import front from './front.mjs';

const page = () => new Response('<p>', { headers: { 'Content-Type': 'text/html; charset=utf-8', Vary: 'Accept' } });

/** What is asked of the edge, and what is answered. */
async function passed(headers: Record<string, string>, answer = page(), url = 'http://studio.example/r?x=1') {
  let asked: Request | undefined;
  const fetch = async (request: Request) => {
    asked = request;
    return answer;
  };
  const request = Object.defineProperty(new Request('http://studio.example', { headers }), 'url', { value: url });
  const reply = await front.fetch(request, { EDGE: { fetch } });
  return { url: asked!.url, reply };
}

it.each([
  [{}, 'http'],
  [{ 'X-Forwarded-Proto': 'https' }, 'https'],
  [{ 'X-Forwarded-Proto': 'HTTPS, http' }, 'https'],
  [{ 'X-Forwarded-Proto': 'http, https' }, 'http'],
  [{ 'MF-Original-URL': 'https://elsewhere.example/' }, 'http'],
])('with %j asks by the address that the client asked for', async (headers, scheme) => {
  expect((await passed(headers as Record<string, string>)).url).toBe(`${scheme}://studio.example/r?x=1`);
});

it.each([
  ['http://a\\b/r', 'http://a/b/r'],
  ['http://bücher.example/r', 'http://xn--bcher-kva.example/r'],
])('asks by an address as URLs are written: %s', async (url, written) => {
  expect((await passed({}, page(), url)).url).toBe(written);
});

it.each(['http://a%zz/v1/bundles', 'http://a"/', 'http://a*', 'http://[::1/', 'http://x:99999/', '*'])(
  'asks nothing at what is no address, and says so: %s',
  async (url) => {
    const reply = await front.fetch({ url } as Request, { EDGE: { fetch: () => expect.fail('it was asked') } });
    expect([reply.status, await reply.json()]).toEqual([400, expect.objectContaining({ title: 'Bad Request' })]);
  },
);

it.each([
  ['gzip, deflate, br', 'gzip'],
  ['br, gzip;q=0.5', 'gzip'],
  ['gzip;q=0', null],
  ['identity', null],
])('of text has that compressed which a client takes: %s', async (accepted, encoding) => {
  const { reply } = await passed({ 'Accept-Encoding': accepted });
  expect([reply.headers.get('Content-Encoding'), reply.headers.get('Vary')]).toEqual([
    encoding,
    'Accept, Accept-Encoding',
  ]);
});

it.each([
  ['gzip', 'W/"a"', 'gzip'],
  ['identity', '"a"', null],
])(
  'tells of text, sent or unchanged, by a tag that is as strong as it is true: %s',
  async (accepted, tag, encoding) => {
    const unchanged = new Response(null, { status: 304, headers: { ETag: '"a"' } });
    const changed = page();
    changed.headers.set('ETag', '"a"');
    const told = ['ETag', 'Vary', 'Content-Encoding'];
    const [first, second] = await Promise.all(
      [changed, unchanged].map(async (answer) => (await passed({ 'Accept-Encoding': accepted }, answer)).reply.headers),
    );
    expect(told.map((name) => first!.get(name))).toEqual([tag, 'Accept, Accept-Encoding', encoding]);
    expect(told.map((name) => second!.get(name))).toEqual([tag, 'Accept-Encoding', null]);
  },
);

it.each(['image/png', 'text/event-stream'])('leaves %s as it is', async (type) => {
  const answer = new Response('x', { headers: { 'Content-Type': type } });
  expect((await passed({ 'Accept-Encoding': 'gzip' }, answer)).reply).toBe(answer);
});
