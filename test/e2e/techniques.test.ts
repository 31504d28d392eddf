import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../infra/paths.ts';
import { ask, events, resultOf, untilEnded } from '../client.ts';
import { Stack } from '../stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack.stop());

/** Uploads a picture of `folder`, by default one that comes with a bundle; answers its digest. */
async function uploaded(name: string, folder = 'gpu-runner/bundles/mnist-class'): Promise<string> {
  const body = await readFile(join(root, folder, name));
  const reply = await stack.fetch('/v1/images', { method: 'POST', body });
  expect(reply.status).toBe(201);
  return ((await reply.json()) as { digest: string }).digest;
}

describe('over the API', () => {
  it.each([
    { technique: 'anagram', prompt: ['6', '9'], view: ['rotate-180'], steps: 5, seed: 1 },
    { technique: 'hybrid', low: '3', high: '8', steps: 5, seed: 1 },
  ])('a composition is drawn: $technique', async (asked) => {
    const job = await ask(stack, asked);
    expect((await untilEnded(stack, job.id)).type).toBe('done');
    expect((await resultOf(stack, job.resultId)).images).toHaveLength(1);
  });

  it.each([{ start: 30 }, { start: 33 }])('an uploaded picture is edited: %o', async (from) => {
    const image = await uploaded('samples.png');
    const job = await ask(stack, { technique: 'edit', image, prompt: '7', seed: 1, ...from });
    expect((await untilEnded(stack, job.id)).type).toBe('done');
    const { recipe, images, animation } = await resultOf(stack, job.resultId);
    expect(recipe.start).toMatchObject({ image });
    expect(images).toHaveLength(1);
    expect(animation !== undefined).toBe(from.start < 33);
    if (animation) expect((await stack.fetch(animation.url)).headers.get('Content-Type')).toBe('image/webp');
  });

  it('a study has labelled pictures, figures and a sheet', async () => {
    const image = await uploaded('samples.png');
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
    const image = await uploaded('digit.png', 'shared/examples');
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
    const [image, mask] = [await uploaded('samples.png'), await uploaded('loss.png')];
    const job = await ask(stack, { technique: 'inpaint', image, mask, prompt: '7', seed: 1 });
    const reason = expect.stringMatching(/the mask is \d+ x \d+ px, and the picture/);
    const seen: string[] = [];
    for await (const { event } of events(stack, job.id)) seen.push(event.type);
    expect(seen.filter((type) => type === 'leased')).toEqual(['leased']);
    expect(await untilEnded(stack, job.id)).toMatchObject({ type: 'failed', error: { detail: reason } });
  });
});
