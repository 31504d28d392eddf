import { digestOf } from '@manifold/shared/image/digest';
import { trainingOf } from '@manifold/shared/recipe/technique/train';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../pipeline/input/input-error.ts';
import { zeros } from '../tensor/tensor.ts';
import { Capacity } from './capacity.ts';
import { edgeClient } from './client.ts';
import { systemClock } from './clock.ts';
import { FixtureEdge } from './edge.fixture.ts';
import { Health } from './health.ts';
import { makeLog } from './log.ts';
import { type Runner, work } from './loop.ts';
import { makeMetrics } from './metrics.ts';
import { GatedPipeline, manifest, recipeOf } from './pipeline.fixture.ts';
import { UnauthorisedError } from './register.ts';
import { Served } from './served.ts';
import { trainingUntilStopped } from './training/trainer.fixture.ts';

const training = trainingOf({ technique: 'train', net: 'mnist-class', hidden: 2, epochs: 2, limit: 16, batch: 8 });

describe('work', () => {
  let edge: FixtureEdge;
  let pipeline: GatedPipeline;
  let runner: Runner;
  let stop: AbortController;
  let handBack: AbortController;
  let ended: Promise<void>;

  const begin = (secret = edge.secret, more: Partial<Runner> = {}) => {
    const health = new Health(systemClock);
    const client = edgeClient({ edge: edge.url, secret, fetch, onAnswer: () => health.heard() });
    const capacity = new Capacity(8, systemClock);
    const [metrics, log] = [makeMetrics(), makeLog('silent')];
    const tools = { client, capacity, health, metrics, log, clock: systemClock, random: Math.random };
    runner = { name: 'a', served: new Served([pipeline]), ...tools, ...more };
    ended = work(runner, { stop: stop.signal, handBack: handBack.signal });
    return ended;
  };
  /** Resolves once the runner works on something `rows` wide. */
  const busy = async (rows = 2) => {
    while (runner.capacity.taken < rows) await runner.capacity.changed();
  };
  const settled = async () => {
    while (!runner.capacity.idle) await runner.capacity.changed();
  };
  const count = async (ending: string) =>
    (await runner.metrics.computations.get()).values.find(({ labels }) => labels.ending === ending)?.value;

  beforeEach(async () => {
    edge = await new FixtureEdge().start();
    pipeline = new GatedPipeline();
    stop = new AbortController();
    handBack = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    handBack.abort();
    await ended.catch(() => {});
    await edge.stop();
  });

  it('registers its bundles, leases, reports, uploads and completes', async () => {
    begin();
    pipeline.let(1);
    const entry = await edge.offer(recipeOf(1, { count: 2 }));
    await edge.until(() => entry.posts.length === 2);
    pipeline.let(2);
    await edge.until(() => entry.state === 'done');
    expect(edge.registered[0]?.manifests).toEqual([manifest]);
    const { images = [], film, animation, poster, seen } = entry.completion ?? {};
    expect([images.length, poster?.width, seen]).toEqual([2, 1200, undefined]);
    expect(new Set(entry.images.keys())).toEqual(
      new Set([...images, film, animation, poster].map((image) => image?.digest)),
    );
    const preview = { images: [expect.any(String), expect.any(String)] };
    expect(entry.posts[1]?.progress).toMatchObject({ step: 1, of: 3, timestep: 200, preview });
  });

  it('sends what each prompt sees, where that differs', async () => {
    begin();
    pipeline.let(3);
    const leaf = { prompt: '7', negative: '', guidance: 5 };
    const entry = await edge.offer({ ...recipeOf(1), estimate: { mean: [leaf, { view: 'flip', of: leaf }] } });
    await edge.until(() => entry.state === 'done');
    const { seen } = entry.completion!;
    expect([seen?.width, seen?.height]).toEqual([2 * manifest.size, manifest.size]);
    expect(entry.images.has(seen!.digest)).toBe(true);
  });

  it('sends what of the prompts is not read', async () => {
    begin();
    pipeline.let(3);
    pipeline.tooLong = [{ words: 'by night', read: 31, leftOut: 2 }];
    const entry = await edge.offer(recipeOf(1));
    await edge.until(() => entry.state === 'done');
    expect(entry.completion!.unread).toEqual(pipeline.tooLong);
  });

  it('brings the pictures that a recipe names', async () => {
    const picture = new TextEncoder().encode('a picture');
    const digest = await digestOf(picture);
    edge.inputs.set(digest, picture);
    begin();
    pipeline.let(3);
    const entry = await edge.offer({ ...recipeOf(1), start: { image: digest, fit: 'crop', t: 200 } });
    await edge.until(() => entry.state === 'done');
    expect(pipeline.inputs).toEqual(new Map([[digest, picture]]));
  });

  it.each([
    ['not there', new Map()],
    ['another', new Map([['0'.repeat(64), new Uint8Array(9)]])],
  ])('fails what names a picture that is %s', async (_, inputs) => {
    for (const [digest, bytes] of inputs) edge.inputs.set(digest, bytes);
    begin();
    const digest = '0'.repeat(64);
    const entry = await edge.offer({ ...recipeOf(1), start: { image: digest, fit: 'crop', t: 200 } });
    await edge.until(() => entry.state === 'failed');
    expect(entry.failure?.detail).toBe(`the input picture ${digest} could not be fetched`);
  });

  it('runs side by side what its rows have room for', async () => {
    begin();
    for (const seed of [1, 2, 3]) await edge.offer(recipeOf(seed, { count: 2 }));
    await busy(8);
    expect(edge.entries.map(({ state }) => state)).toEqual(['leased', 'leased', 'queued']);
    expect(runner.capacity.full).toBe(true);
    pipeline.let(9);
    await edge.until(() => edge.entries.every(({ state }) => state === 'done'));
    const [first, second] = edge.polls;
    expect(first).toMatchObject({ free: 8, idle: true, wait: 20 });
    expect(second).toMatchObject({ free: 4, idle: false, wait: 2 });
  });

  it('takes a computation wider than its batch when idle', async () => {
    begin();
    pipeline.let(3);
    const wide = await edge.offer(recipeOf(1, { count: 16 }));
    await edge.until(() => wide.state === 'done');
  });

  it('stops the sampler when the edge cancels', async () => {
    begin();
    const entry = await edge.offer(recipeOf(1));
    await busy();
    entry.state = 'cancelled';
    pipeline.let(1);
    await edge.until(() => entry.posts.length > 0);
    await settled();
    expect(pipeline.stopped).toMatchObject({ ending: 'cancelled' });
    expect(await count('cancelled')).toBe(1);
    expect([entry.completion, entry.failure]).toEqual([undefined, undefined]);
  });

  it('drops an attempt that another has overtaken', async () => {
    begin();
    const entry = await edge.offer(recipeOf(1));
    await busy();
    entry.attempt += 1;
    pipeline.let(1);
    await settled();
    expect(pipeline.stopped).toMatchObject({ ending: 'lost' });
    expect(await count('lost')).toBe(1);
    expect(entry.failure).toBeUndefined();
  });

  it('reports an error of the sampler, and not its message', async () => {
    pipeline.run = async function* () {
      yield { step: 1, of: 3, timestep: 200, xt: zeros([1, 1, 1, 1]), x0: zeros([1, 1, 1, 1]) };
      throw new Error('CUDA out of memory at 0xdeadbeef');
    };
    begin();
    const entry = await edge.offer(recipeOf(1));
    await edge.until(() => entry.state === 'failed');
    expect(entry.failure?.detail).toBe('sampling failed after 1 of 3 steps');
  });

  it('does not empty the queue when everything fails, is not ready then, and comes back', async () => {
    const { run } = pipeline;
    pipeline.run = async function* () {
      yield* [];
      throw new Error('CUDA error 700: an illegal memory access was encountered');
    };
    begin();
    for (let seed = 1; seed <= 20; seed++) await edge.offer(recipeOf(seed));
    const failed = () => edge.entries.filter(({ state }) => state === 'failed').length;
    await edge.until(() => failed() >= 3);
    await systemClock.sleep(300);
    expect(failed()).toBeLessThan(8);
    expect(runner.health.unready()).toMatch(/^the last \d computations failed$/);
    pipeline.run = run;
    pipeline.let(60);
    await edge.until(() => edge.entries.every(({ state }) => state === 'done' || state === 'failed'));
    expect(runner.health.unready()).toBeUndefined();
  });

  it('hands back what it does not serve', async () => {
    begin();
    const entry = await edge.offer(recipeOf(1, { served: { ...manifest, name: 'another' } }));
    await edge.until(() => entry.attempt > 1 && entry.failure === undefined);
  });

  it('hands back a training when it trains already, and any when it trains nothing', async () => {
    const lent = await Promise.all([1, 2, 3].map((epochs) => edge.lend({ ...training, epochs }, 1)));
    const [first, second, third] = lent.map(({ entry }) => entry);
    edge.gifts.push(...lent.slice(0, 2).map(({ lease }) => lease));
    begin(edge.secret, { training: trainingUntilStopped() });
    await edge.until(() => second!.state === 'queued');
    expect(first!.state).toBe('leased');
    for (const signal of [handBack, stop]) signal.abort();
    await ended;
    expect(first!.state).toBe('queued');
    [stop, handBack] = [new AbortController(), new AbortController()];
    edge.gifts.push(lent[2]!.lease);
    begin();
    await edge.until(() => third!.state === 'queued');
  });

  it('fails for good what has a picture that cannot be used', async () => {
    pipeline.run = async function* () {
      yield* [];
      throw new InputError('mask', 'is all black; paint white what to redraw');
    };
    begin();
    const entry = await edge.offer(recipeOf(1));
    await edge.until(() => entry.state === 'failed');
    expect(entry.failure).toMatchObject({
      detail: 'the mask is all black; paint white what to redraw',
      final: true,
      input: 'mask',
    });
  });

  it('tries again what has a picture that took too long', async () => {
    pipeline.run = async function* () {
      yield* [];
      throw new InputError('start', 'takes longer than 5 s to decode; make it smaller', { isSlow: true });
    };
    begin();
    const entry = await edge.offer(recipeOf(1));
    await edge.until(() => entry.state === 'failed');
    const { detail, final, input } = entry.failure!;
    expect([detail, final, input]).toEqual([
      'the image takes longer than 5 s to decode; make it smaller',
      undefined,
      undefined,
    ]);
  });

  it('refuses a recipe that its bundle cannot run, or that has another name', async () => {
    begin();
    const beyond = recipeOf(1);
    beyond.schedule.timesteps = [999, 0];
    const unfit = await edge.offer(beyond);
    await edge.until(() => unfit.state === 'failed');
    expect(unfit.failure?.detail).toBe('/schedule/timesteps/0: gated was trained on timesteps 0 to 299');
    const misnamed = await edge.offer(recipeOf(2));
    Object.assign(misnamed, { recipe: recipeOf(3) });
    await edge.until(() => misnamed.state === 'failed');
    expect(misnamed.failure?.detail).toMatch(/not the one/);
  });

  it('tries on when an upload or the completion meets an error on the way', async () => {
    begin();
    for (const route of ['images', 'complete']) edge.hiccups.push({ route, status: 503, times: 1 });
    pipeline.let(3);
    const entry = await edge.offer(recipeOf(1));
    await edge.until(() => entry.state === 'done');
    expect(edge.hiccups.map(({ times }) => times)).toEqual([0, 0]);
  });

  it('goes on when the edge restarts in the middle of a computation, and registers again', async () => {
    begin();
    const entry = await edge.offer(recipeOf(1));
    pipeline.let(1);
    await edge.until(() => entry.posts.length > 0);
    await edge.stop();
    edge.knows = false;
    pipeline.let(2);
    await edge.start();
    await edge.until(() => entry.state === 'done');
    expect(entry.attempt).toBe(1);
    const next = await edge.offer(recipeOf(2));
    pipeline.let(3);
    await edge.until(() => next.state === 'done');
    expect(edge.registered).toHaveLength(2);
  });

  it('registers again with an edge that has forgotten it', async () => {
    edge.hiccups.push({ route: 'leases', status: 404, times: 1 });
    begin();
    await edge.until(() => edge.registered.length === 2);
  });

  it('waits, unready, for an edge that is not there yet', async () => {
    await edge.stop();
    begin();
    expect(runner.health.unready()).toBe('not registered at the edge');
    await edge.start();
    await edge.until(() => edge.registered.length === 1 && edge.polls.length > 0);
    expect(runner.health.unready()).toBeUndefined();
  });

  it('finishes what it can once stopped, and takes nothing new', async () => {
    begin();
    const entry = await edge.offer(recipeOf(1));
    await busy();
    stop.abort();
    const late = await edge.offer(recipeOf(2));
    pipeline.let(3);
    await ended;
    expect([entry.state, late.state]).toEqual(['done', 'queued']);
    expect(runner.health.unready()).toBe('shutting down');
  });

  it('hands back what it cannot finish', async () => {
    begin();
    const entry = await edge.offer(recipeOf(1));
    await busy();
    stop.abort();
    handBack.abort();
    await ended;
    expect(entry.state).toBe('queued');
    expect(await count('released')).toBe(1);
  });

  it('ends on a wrong secret', async () => {
    await expect(begin('wrong')).rejects.toThrow(UnauthorisedError);
  });

  it('ends when its secret is no longer accepted', async () => {
    begin();
    const entry = await edge.offer(recipeOf(1));
    await busy();
    edge.hiccups.push({ route: 'leases', status: 401, times: 1 });
    await expect(ended).rejects.toThrow(/MANIFOLD_RUNNER_SECRET/);
    expect(entry.state).toBe('queued');
  });
});
