import { digestOf } from '@manifold/shared/image/digest';
import { Problem } from '@manifold/shared/protocol/problem';
import { beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../share/utf8.ts';
import { digits, picture } from '../testing/bundle.ts';
import { ask, askWithJson, runnerHeaders } from '../testing/edge.ts';
import { readBytes } from './bytes.ts';

const upload = (body: Uint8Array<ArrayBuffer>) => ask('/v1/images', { method: 'POST', body });
const fetched = (digest: string, headers: Record<string, string> = runnerHeaders) =>
  ask(`/runner/v1/inputs/${digest}`, { headers });
const seeing = { ...digits, name: 'seeing', accepts: { images: true, upscale: false } };

async function errorsOf(reply: Response): Promise<string[]> {
  return (Problem.parse(await reply.json()).errors ?? []).map(({ pointer }) => pointer);
}

beforeAll(async () => {
  await askWithJson('/runner/v1/register', { runner: 'test', manifests: [digits, seeing] }, runnerHeaders);
});

describe('an input picture', () => {
  it('is named by its digest, the same for equal bytes, and fetched by runners alone', async () => {
    const { bytes, digest } = await picture('input');
    for (const _ of [1, 2]) {
      const reply = await upload(bytes);
      expect([reply.status, await reply.json()]).toEqual([201, { digest }]);
    }
    expect(new Uint8Array(await (await fetched(digest)).arrayBuffer())).toEqual(bytes);
    expect((await fetched(digest, {})).status).toBe(401);
    expect((await ask(`/v1/images/${digest}.png`)).status).toBe(404);
  });

  it('is not taken where it breaks off', async () => {
    const { bytes } = await picture('cut');
    const body = new ReadableStream({
      start: (to) => to.enqueue(bytes.subarray(0, 100)),
      pull: (to) => to.error(new Error('the connection is lost')),
    });
    const file = await readBytes(new Request('http://edge/v1/images', { method: 'POST', body }), 1000);
    expect(file).toEqual({ ok: false, refusal: { reason: 'body-broken-off' } });
  });

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'the body is an SVG drawing; save it as PNG, JPEG or WebP'],
    ['text', 'hello', 'the body is no picture that can be read here; save it as PNG, JPEG or WebP'],
    ['GIF', 'GIF89a', 'the body is a GIF; save it as PNG, JPEG or WebP'],
    ['nothing', '', 'the body is empty; choose a PNG, JPEG or WebP'],
  ])('is refused: %s', async (_, text, detail) => {
    const reply = await upload(utf8(text));
    const { type, detail: said } = Problem.parse(await reply.json());
    expect([reply.status, type, said]).toEqual([422, '/problems/unusable-picture', detail]);
  });

  it.each([
    ['its signature alone', 8, [], 'the body is damaged or cut off; save it anew'],
    [
      'a side too long',
      33,
      [0, 0, 78, 32],
      'the body is 20000 x 28 px: too narrow; the longer side may be at most 10 times',
    ],
    ['a side too short', 33, [0, 0, 0, 7], 'the body is 7 x 28 px: too small; at least 8 px a side'],
    ['no side', 33, [0, 0, 0, 0], 'the body is damaged or cut off; save it anew'],
  ])('is refused by its header: %s', async (_, length, width, detail) => {
    const { bytes } = await picture('');
    bytes.set(width, 16);
    const reply = await upload(bytes.slice(0, length));
    const said = Problem.parse(await reply.json());
    expect([reply.status, said.type, said.detail]).toEqual([
      422,
      '/problems/unusable-picture',
      expect.stringContaining(detail),
    ]);
  });

  it('is refused within a form, and how to send it is said', async () => {
    const form = new FormData();
    form.set('image', new Blob([(await picture('in a form')).bytes]), 'picture.png');
    const reply = await ask('/v1/images', { method: 'POST', body: form });
    expect([reply.status, Problem.parse(await reply.json()).detail]).toEqual([
      422,
      'the body is a form; send the file itself, as curl --data-binary @FILE does',
    ]);
  });

  it('is refused beyond 10 MB', async () => {
    const reply = await upload(new Uint8Array(10_000_001));
    expect([reply.status, Problem.parse(await reply.json()).detail]).toEqual([
      413,
      'the body may have at most 10000000 bytes',
    ]);
  });

  it('that is not there is not found', async () => {
    expect((await fetched('0'.repeat(64))).status).toBe(404);
    expect((await fetched('x')).status).toBe(404);
  });
});

describe('a job that names pictures', () => {
  const edit = { technique: 'edit', bundle: seeing.name, prompt: '7', seed: 1 };

  it('is taken once they are uploaded', async () => {
    const { bytes, digest } = await picture('to edit');
    expect(await errorsOf(await askWithJson('/v1/jobs', { ...edit, image: digest }))).toEqual(['/image']);
    await upload(bytes);
    const reply = await askWithJson('/v1/jobs', { ...edit, image: digest });
    expect(reply.status).toBe(202);
    const { recipe } = (await reply.json()) as { recipe: { start: { image: string } } };
    expect(recipe.start.image).toBe(digest);
  });

  it('is refused by the fields that name what is not there', async () => {
    const [image, mask] = [await digestOf(utf8('a')), await digestOf(utf8('b'))];
    const inpaint = { ...edit, technique: 'inpaint', image, mask };
    expect(await errorsOf(await askWithJson('/v1/jobs', inpaint))).toEqual(['/image', '/mask']);
    const fromIt = { ...inpaint, strength: 0.5 };
    expect(await errorsOf(await askWithJson('/v1/jobs', fromIt))).toEqual(['/image', '/mask']);
  });

  it('is refused by a bundle that takes none', async () => {
    const { bytes, digest } = await picture('for nothing');
    await upload(bytes);
    const reply = await askWithJson('/v1/jobs', { ...edit, bundle: digits.name, image: digest });
    expect([reply.status, await errorsOf(reply)]).toEqual([422, ['/image']]);
  });
});
