import { digestOf } from '@manifold/shared/image/digest';
import { trainingOf } from '@manifold/shared/recipe/technique/train';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FixtureEdge } from './edge.fixture.ts';
import { FixtureLoop } from './loop.fixture.ts';
import { type GatedPipeline, manifest, recipeOf } from './pipeline.fixture.ts';
import { UnauthorisedError } from './register.ts';
import { trainingUntilStopped } from './training/trainer.fixture.ts';

const training = trainingOf({ technique: 'train', net: 'mnist-class', hidden: 2, epochs: 2, limit: 16, batch: 8 });

describe('work', () => {
  let loop: FixtureLoop;
  let edge: FixtureEdge;
  let pipeline: GatedPipeline;
  beforeEach(async () => {
    loop = await new FixtureLoop().start();
    ({ edge, pipeline } = loop);
  });
  afterEach(() => loop.close());

  it('registers its bundles, leases, reports, uploads and completes', async () => {
    loop.begin();
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
    loop.begin();
    pipeline.let(3);
    const leaf = { prompt: '7', negative: '', guidance: 5 };
    const entry = await edge.offer({ ...recipeOf(1), estimate: { mean: [leaf, { view: 'flip', of: leaf }] } });
    await edge.until(() => entry.state === 'done');
    const { seen } = entry.completion!;
    expect([seen?.width, seen?.height]).toEqual([2 * manifest.size, manifest.size]);
    expect(entry.images.has(seen!.digest)).toBe(true);
  });

  it('sends what of the prompts is not read', async () => {
    loop.begin();
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
    loop.begin();
    pipeline.let(3);
    const entry = await edge.offer({ ...recipeOf(1), start: { image: digest, fit: 'crop', t: 200 } });
    await edge.until(() => entry.state === 'done');
    expect(pipeline.inputs).toEqual(new Map([[digest, picture]]));
  });

  it('runs side by side what its rows have room for', async () => {
    loop.begin();
    for (const seed of [1, 2, 3]) await edge.offer(recipeOf(seed, { count: 2 }));
    await loop.busy(8);
    expect(edge.entries.map(({ state }) => state)).toEqual(['leased', 'leased', 'queued']);
    expect(loop.runner.capacity.full).toBe(true);
    pipeline.let(9);
    await edge.until(() => edge.entries.every(({ state }) => state === 'done'));
    const [first, second] = edge.polls;
    expect(first).toMatchObject({ free: 8, idle: true, wait: 20 });
    expect(second).toMatchObject({ free: 4, idle: false, wait: 2 });
  });

  it('takes a computation wider than its batch when idle', async () => {
    loop.begin();
    pipeline.let(3);
    const wide = await edge.offer(recipeOf(1, { count: 16 }));
    await edge.until(() => wide.state === 'done');
  });

  it('stops the sampler when the edge cancels', async () => {
    loop.begin();
    const entry = await edge.offer(recipeOf(1));
    await loop.busy();
    entry.state = 'cancelled';
    pipeline.let(1);
    await edge.until(() => entry.posts.length > 0);
    await loop.settled();
    expect(pipeline.stopped).toMatchObject({ ending: 'cancelled' });
    expect(await loop.count('cancelled')).toBe(1);
    expect([entry.completion, entry.failure]).toEqual([undefined, undefined]);
  });

  it('drops an attempt that another has overtaken', async () => {
    loop.begin();
    const entry = await edge.offer(recipeOf(1));
    await loop.busy();
    entry.attempt += 1;
    pipeline.let(1);
    await loop.settled();
    expect(pipeline.stopped).toMatchObject({ ending: 'lost' });
    expect(await loop.count('lost')).toBe(1);
    expect(entry.failure).toBeUndefined();
  });

  it('hands back what it does not serve', async () => {
    loop.begin();
    const entry = await edge.offer(recipeOf(1, { served: { ...manifest, name: 'another' } }));
    await edge.until(() => entry.attempt > 1 && entry.failure === undefined);
  });

  it('hands back a training when it trains already, and any when it trains nothing', async () => {
    const lent = await Promise.all([1, 2, 3].map((epochs) => edge.lend({ ...training, epochs }, 1)));
    const [first, second, third] = lent.map(({ entry }) => entry);
    edge.gifts.push(...lent.slice(0, 2).map(({ lease }) => lease));
    loop.begin(edge.secret, { training: trainingUntilStopped() });
    await edge.until(() => second!.state === 'queued');
    expect(first!.state).toBe('leased');
    for (const signal of [loop.handBack, loop.stop]) signal.abort();
    await loop.ended;
    expect(first!.state).toBe('queued');
    [loop.stop, loop.handBack] = [new AbortController(), new AbortController()];
    edge.gifts.push(lent[2]!.lease);
    loop.begin();
    await edge.until(() => third!.state === 'queued');
  });

  it('tries on when an upload or the completion meets an error on the way', async () => {
    loop.begin();
    for (const route of ['images', 'complete']) edge.hiccups.push({ route, status: 503, times: 1 });
    pipeline.let(3);
    const entry = await edge.offer(recipeOf(1));
    await edge.until(() => entry.state === 'done');
    expect(edge.hiccups.map(({ times }) => times)).toEqual([0, 0]);
  });

  it('goes on when the edge restarts in the middle of a computation, and registers again', async () => {
    loop.begin();
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
    loop.begin();
    await edge.until(() => edge.registered.length === 2);
  });

  it('waits, unready, for an edge that is not there yet', async () => {
    await edge.stop();
    loop.begin();
    expect(loop.runner.health.unready()).toBe('not registered at the edge');
    await edge.start();
    await edge.until(() => edge.registered.length === 1 && edge.polls.length > 0);
    expect(loop.runner.health.unready()).toBeUndefined();
  });

  it('finishes what it can once stopped, and takes nothing new', async () => {
    loop.begin();
    const entry = await edge.offer(recipeOf(1));
    await loop.busy();
    loop.stop.abort();
    const late = await edge.offer(recipeOf(2));
    pipeline.let(3);
    await loop.ended;
    expect([entry.state, late.state]).toEqual(['done', 'queued']);
    expect(loop.runner.health.unready()).toBe('shutting down');
  });

  it('hands back what it cannot finish', async () => {
    loop.begin();
    const entry = await edge.offer(recipeOf(1));
    await loop.busy();
    loop.stop.abort();
    loop.handBack.abort();
    await loop.ended;
    expect(entry.state).toBe('queued');
    expect(await loop.count('released')).toBe(1);
  });

  it('ends on a wrong secret', async () => {
    await expect(loop.begin('wrong')).rejects.toThrow(UnauthorisedError);
  });

  it('ends when its secret is no longer accepted', async () => {
    loop.begin();
    const entry = await edge.offer(recipeOf(1));
    await loop.busy();
    edge.hiccups.push({ route: 'leases', status: 401, times: 1 });
    await expect(loop.ended).rejects.toThrow(/MANIFOLD_RUNNER_SECRET/);
    expect(entry.state).toBe('queued');
  });
});
