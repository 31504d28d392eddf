import { beforeAll, expect, it } from 'vitest';
import { digits, picture } from '../../testing/bundle.ts';
import { eventsOf, getJob, postJob } from '../../testing/client.ts';
import { ask, askWithJson, runnerHeaders } from '../../testing/edge.ts';
import { runner } from '../../testing/runner.ts';

const seeing = { ...digits, name: 'seeing-it', accepts: { images: true, upscale: false } };
const { name, revision } = seeing;
const detail = 'the mask is all black; paint white what to redraw';

beforeAll(async () => {
  await askWithJson('/runner/v1/register', { runner: 'test', manifests: [digits, seeing] }, runnerHeaders);
});

async function uploaded(text: string): Promise<string> {
  const { bytes, digest } = await picture(text);
  expect((await ask('/v1/images', { method: 'POST', body: bytes })).status).toBe(201);
  return digest;
}

const errorAt = (pointer: string) => ({
  type: '/problems/unusable-picture',
  status: 422,
  detail,
  errors: [{ pointer, detail }],
});

it('fails its job by the field that names it, in the form that was asked in', async () => {
  const [image, mask] = [await uploaded('image'), await uploaded('mask')];
  const body = { technique: 'inpaint', bundle: name, image, mask, prompt: '7', seed: 1 };
  const job = await postJob(body);
  const [lease] = await runner.lease({ bundles: [{ name, revision }] });
  expect((await runner.fail(lease!, detail, { final: true, input: 'mask' })).status).toBe(204);
  expect((await getJob(job)).error).toMatchObject(errorAt('/mask'));
  expect((await eventsOf(job)).at(-1)!.event).toMatchObject({ type: 'failed', error: errorAt('/mask') });

  const again = await postJob({ recipe: job.recipe });
  expect([again.resultId, again.state]).toEqual([job.resultId, 'queued']);
  const [next] = await runner.lease({ bundles: [{ name, revision }] });
  await runner.fail(next!, detail, { final: true, input: 'mask' });
  expect((await getJob(again)).error).toMatchObject(errorAt('/recipe/hold/mask'));
  expect((await eventsOf(again)).at(-1)!.event).toMatchObject({ error: errorAt('/recipe/hold/mask') });
});
