import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sidesIn } from '@manifold/shared/image/header';
import type { Sides } from '@manifold/shared/image/sides';
import { type TechniqueName, techniqueNames } from '@manifold/shared/recipe/technique';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../infra/paths.ts';
import { type Asked, ask, events, resultOf, untilEnded } from '../client.ts';
import { Stack } from '../stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack.stop());

/** Uploads an example picture; answers its digest. */
async function uploaded(name: string): Promise<string> {
  const body = await readFile(join(root, 'shared/examples', name));
  const reply = await stack.fetch('/v1/images', { method: 'POST', body });
  expect(reply.status).toBe(201);
  return ((await reply.json()) as { digest: string }).digest;
}

/** What is asked of a technique, for a result that comes soon: how many pictures, of how many pixels a side. Pictures by their files. */
interface Short {
  readonly asked: Asked;
  readonly pictures: number;
  readonly size?: number;
}

const image = 'digit.png';
const drawing = { image: 'drawing.png', prompt: 'a pencil drawing of a house' };
const short: Record<TechniqueName, Short> = {
  sample: { asked: { prompt: '7', steps: 2, count: 2 }, pictures: 2 },
  anagram: { asked: { prompt: ['6', '9'], view: ['rotate-180'], steps: 2 }, pictures: 1 },
  hybrid: { asked: { low: '3', high: '8', steps: 2 }, pictures: 1 },
  triple: { asked: { low: '3', middle: '1', high: '8', sigma: [1, 3], steps: 2 }, pictures: 1 },
  colour: { asked: { grey: 'a robot', colour: 'a red apple', steps: 2 }, pictures: 1, size: 64 },
  motion: { asked: { moving: '1', still: '8', steps: 2 }, pictures: 1 },
  scale: { asked: { prompt: ['3', '8'], steps: 2 }, pictures: 1 },
  edit: { asked: { image, prompt: '8', t: 100, steps: 2 }, pictures: 1 },
  inpaint: { asked: { image, mask: 'digit-mask.png', prompt: '3', steps: 2 }, pictures: 1 },
  upscale: { asked: { ...drawing, steps: 1 }, pictures: 1, size: 256 },
  colourise: { asked: { ...drawing, steps: 2 }, pictures: 1, size: 64 },
  'real-hybrid': { asked: { image, prompt: '3', steps: 2 }, pictures: 1 },
  noise: { asked: { image, t: [100] }, pictures: 2 },
  blur: { asked: { image, t: [100], sigma: [2] }, pictures: 3 },
  'one-step': { asked: { image, t: [100] }, pictures: 3 },
  denoise: { asked: { image, sigma: [0.5] }, pictures: 3 },
  iterative: { asked: { image, prompt: '5', start: 31, every: 1 }, pictures: 4 },
  compare: { asked: { image, t: [100], sigma: [2] }, pictures: 5 },
  steps: { asked: { prompt: '7', steps: [1, 2] }, pictures: 2 },
  guidance: { asked: { prompt: '7', guidance: [0, 5], steps: 2 }, pictures: 2 },
};

/** The same with its pictures uploaded, and named by their digests. */
async function withPictures(asked: Asked): Promise<Asked> {
  const roles = ['image', 'mask'].filter((role) => role in asked);
  const digests = roles.map(async (role) => [role, await uploaded(asked[role] as string)]);
  return { ...asked, ...Object.fromEntries(await Promise.all(digests)) };
}

async function sidesOf(url: string): Promise<Sides | undefined> {
  const reply = await stack.fetch(url);
  expect(reply.headers.get('Content-Type')).toBe('image/png');
  return sidesIn(new Uint8Array(await reply.arrayBuffer()));
}

describe('over the API', () => {
  it.each(techniqueNames)('is drawn by its shipped bundle, and its pictures are there: %s', async (technique) => {
    const { asked, pictures, size = 28 } = short[technique];
    const job = await ask(stack, { technique, seed: 1, ...(await withPictures(asked)) });
    expect((await untilEnded(stack, job.id)).type).toBe('done');
    const { images } = await resultOf(stack, job.resultId);
    const sides = await Promise.all(images.map(({ url }) => sidesOf(url)));
    expect(sides).toEqual(Array(pictures).fill({ width: size, height: size }));
  });

  it.each([{ start: 30 }, { start: 33 }])('an uploaded picture is edited: %o', async (from) => {
    const image = await uploaded('digit.png');
    const job = await ask(stack, { technique: 'edit', image, prompt: '7', seed: 1, ...from });
    expect((await untilEnded(stack, job.id)).type).toBe('done');
    const { recipe, images, animation } = await resultOf(stack, job.resultId);
    expect(recipe.start).toMatchObject({ image });
    expect(images).toHaveLength(1);
    expect(animation !== undefined).toBe(from.start < 33);
    if (animation) expect((await stack.fetch(animation.url)).headers.get('Content-Type')).toBe('image/webp');
  });

  it('a study has labelled pictures, figures and a sheet', async () => {
    const image = await uploaded('digit.png');
    const job = await ask(stack, { technique: 'compare', image, t: [50, 150], prompt: '7', seed: 1 });
    expect((await untilEnded(stack, job.id)).type).toBe('done');
    const { images, sheet, film } = await resultOf(stack, job.resultId);
    expect(images).toHaveLength(10);
    expect(images[0]!.panel).toEqual({ label: 'original' });
    expect(images[1]!.panel).toEqual({ label: 't = 50', psnr: expect.any(Number), ssim: expect.any(Number) });
    expect((await stack.fetch(sheet!.url)).headers.get('Content-Type')).toBe('image/png');
    expect(film).toBeUndefined();
  });

  it('a denoiser denoises, and what it cannot do is refused at once', async () => {
    const image = await uploaded('digit.png');
    const job = await ask(stack, { technique: 'denoise', image, sigma: [0.5], seed: 1 });
    expect((await untilEnded(stack, job.id)).type).toBe('done');
    const { images } = await resultOf(stack, job.resultId);
    const [original, noisy, denoised] = images.map(({ panel }) => panel!);
    expect(original).toEqual({ label: 'original' });
    expect(denoised!.psnr).toBeGreaterThan(noisy!.psnr! + 5);
    const body = JSON.stringify({ technique: 'sample', bundle: 'mnist-denoiser', prompt: '' });
    const headers = { 'Content-Type': 'application/json' };
    const refused = await stack.fetch('/v1/jobs', { method: 'POST', headers, body });
    const detail = expect.stringContaining('is a denoiser, and sample needs a diffusion or a flow');
    expect(await refused.json()).toMatchObject({ errors: [{ pointer: '/bundle', detail }] });
  });

  it('a mask that does not fit its picture fails the job with the reason, at the first attempt', async () => {
    const [image, mask] = [await uploaded('drawing.png'), await uploaded('digit-mask.png')];
    const job = await ask(stack, { technique: 'inpaint', image, mask, prompt: '7', seed: 1 });
    const reason = expect.stringMatching(/the mask is \d+ x \d+ px, and the picture/);
    const seen: string[] = [];
    for await (const { event } of events(stack, job.id)) seen.push(event.type);
    expect(seen.filter((type) => type === 'leased')).toEqual(['leased']);
    expect(await untilEnded(stack, job.id)).toMatchObject({ type: 'failed', error: { detail: reason } });
  });
});
