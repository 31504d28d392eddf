import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../pipeline/input/input-error.ts';
import { zeros } from '../tensor/tensor.ts';
import { systemClock } from './clock.ts';
import type { FixtureEdge } from './edge.fixture.ts';
import { FixtureLoop } from './loop.fixture.ts';
import { type GatedPipeline, recipeOf } from './pipeline.fixture.ts';

describe('work that fails', () => {
  let loop: FixtureLoop;
  let edge: FixtureEdge;
  let pipeline: GatedPipeline;
  beforeEach(async () => {
    loop = await new FixtureLoop().start();
    ({ edge, pipeline } = loop);
  });
  afterEach(() => loop.close());

  it.each([
    ['not there', new Map()],
    ['another', new Map([['0'.repeat(64), new Uint8Array(9)]])],
  ])('fails what names a picture that is %s', async (_, inputs) => {
    for (const [digest, bytes] of inputs) edge.inputs.set(digest, bytes);
    loop.begin();
    const digest = '0'.repeat(64);
    const entry = await edge.offer({ ...recipeOf(1), start: { image: digest, fit: 'crop', t: 200 } });
    await edge.until(() => entry.state === 'failed');
    expect(entry.failure?.detail).toBe(`the input picture ${digest} could not be fetched`);
  });

  it('reports an error of the sampler, and not its message', async () => {
    pipeline.run = async function* () {
      yield { step: 1, of: 3, timestep: 200, xt: zeros([1, 1, 1, 1]), x0: zeros([1, 1, 1, 1]) };
      throw new Error('CUDA out of memory at 0xdeadbeef');
    };
    loop.begin();
    const entry = await edge.offer(recipeOf(1));
    await edge.until(() => entry.state === 'failed');
    expect(entry.failure?.detail).toBe('sampling failed after 1 of 3 steps');
  });

  it('aborts the signal of what fails between two steps: a pipeline gives its networks back by it', async () => {
    let given: AbortSignal | undefined;
    pipeline.run = async function* (_, signal) {
      given = signal;
      // A picture of no sides, which no film has a place for.
      yield { step: 1, of: 3, timestep: 200, xt: zeros([]), x0: zeros([]) };
      throw new Error('nobody asks on');
    };
    loop.begin();
    const entry = await edge.offer(recipeOf(1));
    await edge.until(() => entry.state === 'failed');
    await loop.settled();
    expect(given?.aborted).toBe(true);
  });

  it('does not empty the queue when everything fails, is not ready then, and comes back', async () => {
    const { run } = pipeline;
    pipeline.run = async function* () {
      yield* [];
      throw new Error('CUDA error 700: an illegal memory access was encountered');
    };
    loop.begin();
    for (let seed = 1; seed <= 20; seed++) await edge.offer(recipeOf(seed));
    const failed = () => edge.entries.filter(({ state }) => state === 'failed').length;
    await edge.until(() => failed() >= 3);
    await systemClock.sleep(300);
    expect(failed()).toBeLessThan(8);
    expect(loop.runner.health.unready()).toMatch(/^the last \d computations failed$/);
    pipeline.run = run;
    pipeline.let(60);
    await edge.until(() => edge.entries.every(({ state }) => state === 'done' || state === 'failed'));
    expect(loop.runner.health.unready()).toBeUndefined();
  });

  it('fails for good what has a picture that cannot be used', async () => {
    pipeline.run = async function* () {
      yield* [];
      throw new InputError('mask', 'is all black; paint white what to redraw');
    };
    loop.begin();
    const entry = await edge.offer(recipeOf(1));
    await edge.until(() => entry.state === 'failed');
    expect(entry.failure).toMatchObject({
      detail: 'the mask is all black; paint white what to redraw',
      final: true,
      input: 'mask',
    });
  });

  it('tells of a picture that took too long, and not for good, and counts it not as its own failure', async () => {
    pipeline.run = async function* () {
      yield* [];
      throw new InputError('start', 'takes longer than 5 s to decode; make it smaller', { isSlow: true });
    };
    loop.begin();
    const entry = await edge.offer(recipeOf(1));
    await edge.until(() => entry.state === 'failed');
    const { detail, final, input } = entry.failure!;
    expect([detail, final, input]).toEqual([
      'the image takes longer than 5 s to decode; make it smaller',
      undefined,
      'start',
    ]);
    await loop.settled();
    expect([await loop.count('rejected'), await loop.count('failed')]).toEqual([1, 0]);
  });

  it('refuses a recipe that its bundle cannot run, or that has another name', async () => {
    loop.begin();
    const beyond = recipeOf(1);
    beyond.schedule.timesteps = [999, 0];
    const unfit = await edge.offer(beyond);
    await edge.until(() => unfit.state === 'failed');
    expect(unfit.failure?.detail).toBe('/schedule/timesteps/0: gated was trained on timesteps 0 to 299');
    const schedule = { ...beyond.schedule };
    const panels = Array.from({ length: 16 }, () => ({ show: 'picture' as const, label: 'beyond', schedule }));
    const verbose = await edge.offer({ ...beyond, study: { columns: 4, panels } });
    await edge.until(() => verbose.state === 'failed');
    expect(verbose.failure?.detail).toHaveLength(500);
    const misnamed = await edge.offer(recipeOf(2));
    Object.assign(misnamed, { recipe: recipeOf(3) });
    await edge.until(() => misnamed.state === 'failed');
    expect(misnamed.failure?.detail).toMatch(/not the one/);
  });
});
