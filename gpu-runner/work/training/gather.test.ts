import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { edgeClient } from '../client.ts';
import type { Clock } from '../clock.ts';
import { FixtureEdge } from '../edge.fixture.ts';
import { makeLog } from '../log.ts';
import { GatedPipeline, manifest } from '../pipeline.fixture.ts';
import { Served } from '../served.ts';
import { bundlesIn, runsIn } from './folders.ts';
import { gatherTrained } from './gather.ts';

let edge: FixtureEdge;
let folder: string;
let served: Served;
/** Names of the bundles whose directories were opened, in order. */
let opened: string[];
/** What goes wrong when a bundle is opened, by its name. */
let faults: Map<string, unknown>;

beforeEach(async () => {
  edge = await new FixtureEdge().start();
  folder = join(await mkdtemp(join(tmpdir(), 'manifold-gather-')), 'trained');
  served = new Served([new GatedPipeline()]);
  opened = [];
  faults = new Map();
});
afterEach(async () => {
  await edge.stop();
  await rm(join(folder, '..'), { recursive: true });
});

/** A training that ended, of which the edge has these files; the newest so far. */
function train(digit: string, files: Record<string, string[]>): string {
  const [id, name] = [digit.repeat(64), `trained-${digit.repeat(12)}`];
  const refs = Object.entries(files).map(([path, parts]) => {
    const digests = parts.map((text) => {
      const digest = createHash('sha256').update(text).digest('hex');
      edge.parts.set(digest, Buffer.from(text));
      return digest;
    });
    return { path, mediaType: 'application/octet-stream' as const, bytes: parts.join('').length, parts: digests };
  });
  edge.trainedFiles.set(id, { files: refs });
  edge.trained.unshift({ id, bundle: { name, revision: id } });
  return name;
}

/** Serves a pipeline of the bundle's name and revision, as opening the directory would. */
async function serve(directory: string): Promise<string | undefined> {
  const { bundle } = edge.trained.find(({ bundle }) => directory === place(bundle.name))!;
  opened.push(bundle.name);
  if (faults.has(bundle.name)) throw faults.get(bundle.name);
  served.add(Object.assign(new GatedPipeline(), { manifest: { ...manifest, ...bundle } }));
  return bundle.revision;
}

const place = (name: string) => {
  const { bundle } = edge.trained.find(({ bundle }) => bundle.name === name)!;
  return join(bundlesIn(folder), bundle.revision, name);
};

/** Looks so many times; `between` is done after each but the last. */
async function look(times = 1, between: () => void = () => {}): Promise<void> {
  const stop = new AbortController();
  let looks = 0;
  const clock: Clock = {
    now: () => looks,
    sleep: async (ms) => {
      if (ms < 60_000) return;
      looks += 1;
      if (looks === times) stop.abort();
      else between();
    },
  };
  const client = edgeClient({ edge: edge.url, secret: edge.secret, fetch, onAnswer: () => {} });
  const means = { client, clock, random: () => 0, log: makeLog('silent'), served, folder, serve };
  await gatherTrained(means, stop.signal);
}

it('brings what was trained elsewhere, whole, and serves the newest last; what is served already is left alone', async () => {
  const older = train('a', { 'model_index.json': ['{}'], 'unet/weights': ['one, ', 'two'] });
  const newer = train('b', { 'model_index.json': ['[]'] });
  await look(2);
  expect(opened).toEqual([older, newer]);
  expect(await readFile(join(place(older), 'unet/weights'), 'utf8')).toBe('one, two');
  expect(await readdir(runsIn(folder))).toEqual([]);
});

it('learns of what is trained later', async () => {
  await look(2, () => train('a', { weights: ['learnt'] }));
  expect(opened).toEqual([edge.trained[0]!.bundle.name]);
});

it('takes from the disk what it brought when it ran before', async () => {
  const name = train('a', { weights: ['learnt'] });
  await look();
  served = new Served([new GatedPipeline()]);
  edge.parts.clear();
  await look();
  expect(opened).toEqual([name, name]);
});

it('tries again where the edge could not be reached, and leaves no half of a bundle', async () => {
  const name = train('a', { weights: ['learnt'], more: ['and more'] });
  edge.hiccups.push({ route: 'trained/', status: 503, times: 1 });
  await look(1);
  expect([opened, existsSync(place(name))]).toEqual([[], false]);
  await look(1);
  expect(opened).toEqual([name]);
});

it.each<[string, (name: string) => void]>([
  ['cannot be opened', (name) => faults.set(name, new Error('this is no bundle'))],
  ['has lost a part', () => edge.parts.clear()],
  [
    'has a part of other bytes',
    () => {
      for (const digest of edge.parts.keys()) edge.parts.set(digest, Buffer.from('x'));
    },
  ],
])('passes over what %s, and brings the others', async (_, spoil) => {
  const name = train('a', { weights: ['learnt'] });
  spoil(name);
  const sound = train('b', { weights: ['well'] });
  await look(3);
  expect(opened.filter((one) => one === name).length).toBeLessThan(2);
  expect([opened.at(-1), existsSync(place(name)), existsSync(place(sound))]).toEqual([sound, false, true]);
  expect(await readdir(runsIn(folder))).toEqual([]);
});
