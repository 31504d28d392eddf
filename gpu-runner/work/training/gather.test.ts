import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { TrainedBundle } from '@manifold/shared/protocol/lease';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Pipeline } from '../../pipeline/pipeline.ts';
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
/** Names of the bundles that were served, in order. */
let told: string[];

beforeEach(async () => {
  edge = await new FixtureEdge().start();
  folder = join(await mkdtemp(join(tmpdir(), 'manifold-gather-')), 'trained');
  served = new Served([new GatedPipeline()]);
  told = [];
});
afterEach(async () => {
  await edge.stop();
  await rm(join(folder, '..'), { recursive: true });
});

/** A training that ended, of which the edge has these files, and one that says what they are; the newest so far. */
function train(digit: string, files: Record<string, string[]> = {}, revision = digit.repeat(64)): TrainedBundle {
  const id = digit.repeat(64);
  const refs = Object.entries({ revision: [revision], ...files }).map(([path, parts]) => {
    const digests = parts.map((text) => {
      const digest = createHash('sha256').update(text).digest('hex');
      edge.parts.set(digest, Buffer.from(text));
      return digest;
    });
    return { path, mediaType: 'application/octet-stream' as const, bytes: parts.join('').length, parts: digests };
  });
  edge.trainedFiles.set(id, { files: refs });
  const trained = { id, bundle: { name: `trained-${digit.repeat(12)}`, revision: id } };
  edge.trained.unshift(trained);
  return trained;
}

/** Opens what `train` made, as a pipeline of the name of its directory and of the revision that it says. */
async function open(directory: string): Promise<Pipeline> {
  const revision = await readFile(join(directory, 'revision'), 'utf8');
  return pipelineOf({ name: basename(directory), revision });
}

function pipelineOf(bundle: TrainedBundle['bundle']): Pipeline {
  return Object.assign(new GatedPipeline(), { manifest: { ...manifest, ...bundle } });
}

async function serve(pipeline: Pipeline): Promise<void> {
  told.push(pipeline.manifest.name);
  served.add(pipeline);
}

const place = ({ bundle }: TrainedBundle) => join(bundlesIn(folder), bundle.revision, bundle.name);

/** Looks so many times; `between` is done after each but the last. */
async function look(times = 1, { between = (): unknown => undefined, today = Date.now, own = '' } = {}): Promise<void> {
  const stop = new AbortController();
  let looks = 0;
  const clock: Clock = {
    now: () => looks,
    sleep: async (ms) => {
      if (ms < 60_000) return;
      looks += 1;
      if (looks === times) stop.abort();
      else await between();
    },
  };
  const client = edgeClient({ edge: edge.url, secret: edge.secret, fetch, onAnswer: () => {} });
  const means = { client, clock, random: () => 1, today, log: makeLog('silent') };
  await gatherTrained({ ...means, served, folder, own, open, serve }, stop.signal);
}

it('brings what was trained elsewhere, whole, and serves the newest last; what is served already is left alone', async () => {
  const older = train('a', { 'unet/weights': ['one, ', 'two'] });
  const newer = train('b');
  await look(2);
  expect(told).toEqual([older, newer].map(({ bundle }) => bundle.name));
  expect(await readFile(join(place(older), 'unet/weights'), 'utf8')).toBe('one, two');
  expect(await readdir(runsIn(folder))).toEqual([]);
});

it('learns of what is trained later', async () => {
  await look(2, { between: () => train('a') });
  expect(told).toEqual([edge.trained[0]!.bundle.name]);
});

it('looks on where the folder of what it keeps cannot be read', async () => {
  await mkdir(folder);
  await writeFile(bundlesIn(folder), 'no folder');
  const mend = async () => {
    await rm(bundlesIn(folder));
    train('a');
  };
  await look(2, { between: mend });
  expect(told).toEqual([edge.trained[0]!.bundle.name]);
});

it('keeps what is listed, in its order, whichever was opened first', async () => {
  const digits = [...'0123456789abcde'];
  const own = pipelineOf(train('f').bundle);
  served.add(pipelineOf({ name: 'trained-unlisted', revision: 'unlisted' }));
  served.add(own);
  for (const digit of digits) edge.trained.push(train(digit));
  edge.trained.splice(0, digits.length);
  await look(2);
  const names = served.pipelines.slice(1).map(({ manifest }) => manifest.name);
  expect(names).toEqual(edge.trained.map(({ bundle }) => bundle.name).toReversed());
  expect(told).toHaveLength(digits.length);
});

it('takes from the disk what it brought when it ran before, and what was trained here', async () => {
  const [brought, own] = [train('a'), train('b')];
  await look();
  const directory = await mkdtemp(join(folder, 'own-'));
  await rename(place(own), join(directory, own.bundle.name));
  served = new Served([new GatedPipeline()]);
  edge.parts.clear();
  await look(1, { own: directory });
  expect(served.has(brought.bundle) && served.has(own.bundle)).toBe(true);
});

it.each<[string, string, number]>([
  ['the files of a bundle', 'trained/', 503],
  ['a part of them', 'files/', 401],
])('tries again where the edge does not give %s, and leaves no half of a bundle', async (_, route, status) => {
  const trained = train('a');
  const places: boolean[] = [];
  edge.hiccups.push({ route, status, times: 1 });
  await look(2, { between: () => places.push(existsSync(place(trained))) });
  expect([places, told]).toEqual([[false], [trained.bundle.name]]);
  expect(await readdir(runsIn(folder))).toEqual([]);
});

it.each<[string, (trained: TrainedBundle) => void]>([
  ['cannot be opened', ({ id }) => edge.trainedFiles.get(id)!.files.splice(0, 1)],
  ['is another revision', () => void train('a', {}, 'c'.repeat(64))],
  ['has lost a part', () => edge.parts.clear()],
  [
    'has a part of other bytes',
    () => {
      for (const digest of edge.parts.keys()) edge.parts.set(digest, Buffer.from('x'));
    },
  ],
])('passes over what %s: it serves and keeps nothing of it, and brings the others', async (_, spoil) => {
  const trained = train('a', { weights: ['learnt'] });
  const before = pipelineOf({ ...trained.bundle, revision: 'd'.repeat(64) });
  served.add(before);
  spoil(trained);
  const sound = train('b');
  await look(3);
  expect([told, existsSync(place(trained)), existsSync(place(sound))]).toEqual([[sound.bundle.name], false, true]);
  expect(served.pipelines).toContain(before);
  expect(await readdir(runsIn(folder))).toEqual([]);
});

it('brings anew what the disk has no longer whole', async () => {
  const trained = train('a');
  await look();
  served = new Served([new GatedPipeline()]);
  await rm(join(place(trained), 'revision'));
  await look();
  expect([served.has(trained.bundle), existsSync(join(place(trained), 'revision'))]).toEqual([true, true]);
});

it('removes what nobody has served for a day', async () => {
  const [gone, kept] = [train('a'), train('b')];
  await look();
  edge.trained.splice(1);
  served = new Served([new GatedPipeline(), pipelineOf(kept.bundle)]);
  await look(1, { today: () => Date.now() + 90_000_000 });
  expect([existsSync(dirname(place(gone))), existsSync(place(kept))]).toEqual([false, true]);
});
