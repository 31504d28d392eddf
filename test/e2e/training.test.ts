import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import type { JobEvent } from '@manifold/shared/protocol/event';
import { AnyJob, type TrainingJob } from '@manifold/shared/protocol/job';
import { TrainingResult } from '@manifold/shared/protocol/result';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../infra/paths.ts';
import { launchBrowser, patience } from '../browser.ts';
import { ask, post, resultOf, until, untilEnded } from '../client.ts';
import { Stack } from '../stack.ts';

const small = { hidden: 8, epochs: 3, batch: 32, limit: 1024 };
const weightsFile = 'unet/diffusion_pytorch_model.safetensors';
let stack: Stack;
let cache: string;

beforeAll(async () => {
  // A cache of its own, since a runner finds there what it brought before.
  cache = mkdtempSync(join(tmpdir(), 'manifold-cache-'));
  // One thread, so that the bytes are those of the command line; few evaluations, since the drawings are not what is tested.
  stack = await Stack.start({
    MANIFOLD_THREADS: '1',
    MANIFOLD_DRAW_STEPS: '2',
    MANIFOLD_CACHE: cache,
    MANIFOLD_TRAINING: join(cache, 'training'),
  });
});
afterAll(async () => {
  await stack.stop();
  rmSync(cache, { recursive: true, force: true });
});

const asOperator = () => ({ Authorization: `Bearer ${stack.operatorSecret}` });

async function train(asked: object): Promise<TrainingJob> {
  const reply = await post(stack, { technique: 'train', net: 'mnist-class', ...small, ...asked }, asOperator());
  const job = AnyJob.parse(await reply.json());
  if (!('training' in job)) throw new Error('this is no training');
  return job;
}

async function cancel({ id }: TrainingJob): Promise<void> {
  await stack.fetch(`/v1/jobs/${id}`, { method: 'DELETE', headers: asOperator() });
}

function untilStep(job: TrainingJob, step: number): Promise<JobEvent> {
  return until(stack, job.id, (event) => event.type === 'training' && event.step >= step);
}

describe('a training as a job', () => {
  it('survives kill -9 of its runner by its checkpoint, and ends as a bundle that is sampled, by a runner with an empty disk too', async () => {
    const job = await train({});
    await untilStep(job, 33);
    await stack.runner.kill();
    await stack.startRunner();
    // The lost lease takes a while to lapse.
    const neverStopped = await trainedByCommand();
    expect(await untilEnded(stack, job.id)).toMatchObject({ type: 'done', resultId: job.resultId });
    expect(stack.runner.log).toMatch(/"step":(32|64),"msg":"goes on from a checkpoint"/);
    const result = TrainingResult.parse(await (await stack.fetch(`/v1/results/${job.resultId}`)).json());
    expect([result.curve[0]!.step, result.curve.at(-1)!.step]).toEqual([1, 96]);
    expect(result.pictures.map(({ epoch }) => epoch)).toEqual([1, 3]);
    expect(await weightsOf(result)).toEqual(neverStopped);

    await untilSampled(result.bundle!.name, 1);
    await stack.runner.kill();
    rmSync(cache, { recursive: true });
    await stack.startRunner();
    await untilSampled(result.bundle!.name, 2);
  });

  it('goes on beside what is sampled, stops when it is cancelled', async () => {
    const job = await train({ epochs: 500, seed: 1 });
    await untilStep(job, 2);
    const sample = await ask(stack, { prompt: '3', steps: 2, seed: 1 });
    expect((await untilEnded(stack, sample.id)).type).toBe('done');
    await cancel(job);
    expect((await untilEnded(stack, job.id)).type).toBe('cancelled');
    await expect.poll(() => stack.metric('manifold_computations_total{ending="cancelled"}')).toBe(1);
  });
});

describe('in the browser', () => {
  it('the curve grows and the pictures arrive; the operator cancels it, and its bundle is sampled', async () => {
    const browser = await launchBrowser();
    try {
      const page = await (await browser.newContext({ baseURL: stack.url })).newPage();
      page.setDefaultTimeout(patience);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      const job = await train({ epochs: 500, seed: 3 });
      await page.route(`**/v1/jobs/${job.id}`, (route) => route.abort(), { times: 1 });
      await page.goto(`/job/${job.id}`);
      const curve = page.getByRole('img', { name: /The loss went from .+ at step \d+ to/ });
      await curve.waitFor();
      const before = await curve.locator('.line').getAttribute('d');
      await page.getByRole('img', { name: 'What was drawn after epoch 1' }).waitFor();
      await expect.poll(() => curve.locator('.line').getAttribute('d')).not.toBe(before);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
      await cancel(job);
      await page.getByText('Cancelled before it was done.').waitFor();

      const done = await train({});
      await untilEnded(stack, done.id);
      await page.goto(`/r/${done.resultId}`);
      await page.getByRole('link', { name: 'diffusion_pytorch_model.safetensors' }).waitFor();
      const film = page.getByRole('img', { name: /as a sampling run goes on/ });
      await expect.poll(() => film.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
      await page.getByRole('button', { name: 'Stop the animation' }).click();
      expect(await film.count()).toBe(0);
      await page.getByRole('link', { name: 'Sample from it' }).click();
      await page.getByLabel('Model').waitFor();
      expect(await page.getByLabel('Model').inputValue()).toBe(`trained-${done.resultId.slice(0, 12)}`);
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

async function untilSampled(bundle: string, seed: number): Promise<void> {
  const sample = await ask(stack, { bundle, prompt: '7', steps: 3, seed });
  expect((await untilEnded(stack, sample.id)).type).toBe('done');
  expect((await resultOf(stack, sample.resultId)).images).toHaveLength(1);
}

async function weightsOf({ files }: TrainingResult): Promise<Buffer> {
  const { url } = files.find(({ path }) => path === weightsFile)!;
  return Buffer.from(await (await stack.fetch(url)).arrayBuffer());
}

/** The weights of the same run, never stopped, by `manifold train`. */
async function trainedByCommand(): Promise<Buffer> {
  const out = mkdtempSync(join(tmpdir(), 'manifold-trained-'));
  const flags = Object.entries(small).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  try {
    const looks = ['--threads', '1', '--sample-steps', '2', '--out', out];
    const command = [join(root, 'gpu-runner/cli.ts'), 'train', 'mnist-class', ...flags, ...looks];
    await promisify(execFile)(process.execPath, command);
    return readFileSync(join(out, 'bundle', weightsFile));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
