import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainedBundle } from '@manifold/shared/protocol/result';
import { trainingOf } from '@manifold/shared/recipe/technique/train';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edgeClient } from '../client.ts';
import { systemClock } from '../clock.ts';
import { FixtureEdge } from '../edge.fixture.ts';
import { makeLog } from '../log.ts';
import { makeMetrics } from '../metrics.ts';
import { computeTraining } from './compute.ts';
import type { Trainer } from './trainer.ts';

const training = trainingOf({ technique: 'train', net: 'mnist-class', hidden: 2, epochs: 2, limit: 16, batch: 8 });
const pace = { steps: 4, epoch: 0, loss: 1, learningRate: 1e-3, imagesPerSecond: 9 };

/** As much of a PNG of 28 by 28 pixels as is read, another for each epoch. */
function headOfPng(epoch: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, epoch);
  for (const offset of [16, 20]) view.setUint32(offset, 28);
  return new Uint8Array(view.buffer);
}

describe('computeTraining', () => {
  let edge: FixtureEdge;
  let root: string;
  let lent: Awaited<ReturnType<FixtureEdge['lend']>>;
  let handBack: AbortController;
  /** Directories of the bundles that were served. */
  let served: string[];
  const folders = () => ({ runs: join(root, 'runs'), bundles: join(root, 'bundles') });

  /** Trains as `train` does, and exports as `exported` lets it. */
  const carryOut = (train: Trainer['train'], exported = () => {}) => {
    const exportTo = async (_: string, target: string) => {
      await mkdir(target);
      await writeFile(join(target, 'weights'), 'learnt');
      exported();
    };
    const serve = async (directory: string) => {
      served.push(directory);
      return 'a'.repeat(64);
    };
    const client = edgeClient({ edge: edge.url, secret: edge.secret, fetch, onAnswer: () => {} });
    const tools = { clock: systemClock, random: Math.random, metrics: makeMetrics(), log: makeLog('silent') };
    const trainer = { nets: [training.net], checkpointFiles: () => ['checkpoint'], train, exportTo };
    const means = { trainer, serve, ...folders() };
    return computeTraining(lent.lease, means, { client, ...tools }, handBack.signal);
  };

  beforeEach(async () => {
    edge = await new FixtureEdge().start();
    root = await mkdtemp(join(tmpdir(), 'manifold-runs-'));
    lent = await edge.lend(training, 3);
    handBack = new AbortController();
    served = [];
  });
  afterEach(async () => {
    await edge.stop();
    await rm(root, { recursive: true });
  });

  it('uploads, serves and completes, with the pictures that the edge did not take at first', async () => {
    edge.hiccups.push({ route: 'images', status: 400, times: 1 });
    const ending = await carryOut(async function* (_, directory) {
      yield { kind: 'step', report: { step: 1, ...pace } };
      for (const epoch of [1, 2]) {
        await writeFile(join(directory, `${epoch}.png`), headOfPng(epoch));
        yield { kind: 'shown', epoch, files: [`${epoch}.png`] };
      }
    });
    expect(ending).toBe('done');
    expect(lent.entry.trained?.pictures.map(({ path }) => path)).toEqual(['1.png', '2.png']);
    const bundle = join(folders().bundles, trainedBundle(lent.entry.id));
    expect([served, existsSync(bundle), await readdir(folders().runs)]).toEqual([[bundle], true, []]);
  });

  it('has a folder of its own: those of earlier attempts go, one of a later attempt stays', async () => {
    const { id } = lent.entry;
    for (const name of [`${id}-1-2`, `${id}-1-4`, 'another-1-1']) {
      await mkdir(join(folders().runs, name), { recursive: true });
    }
    let during: string[] = [];
    await carryOut(async function* () {
      during = await readdir(folders().runs);
      yield { kind: 'step', report: { step: 1, ...pace } };
    });
    expect(during.toSorted()).toEqual([`${id}-1-3`, `${id}-1-4`, 'another-1-1'].toSorted());
    expect((await readdir(folders().runs)).toSorted()).toEqual([`${id}-1-4`, 'another-1-1'].toSorted());
  });

  it('serves nothing and leaves no bundle when it is cancelled during delivery', async () => {
    const train: Trainer['train'] = async function* () {
      yield { kind: 'step', report: { step: 4, ...pace } };
    };
    const ending = await carryOut(train, () => {
      lent.entry.state = 'cancelled';
    });
    expect(ending).not.toBe('done');
    expect([served, existsSync(folders().bundles)]).toEqual([[], false]);
  });

  it('goes on where a checkpoint cannot be copied, and leaves no half of a copy', async () => {
    let copies: string[] = [];
    const ending = await carryOut(async function* (_, directory) {
      yield { kind: 'saved', step: 1 };
      copies = await readdir(directory);
    });
    expect([ending, copies]).toEqual(['done', []]);
  });

  it('begins anew where the edge no longer has the checkpoint that it goes on from', async () => {
    const file = { path: 'checkpoint', mediaType: 'application/octet-stream' as const, bytes: 1 };
    const checkpoint = { step: 5, files: [{ ...file, parts: ['b'.repeat(64)] }] };
    lent = { ...lent, lease: { ...lent.lease, checkpoint } };
    edge.hiccups.push({ route: 'checkpoint/', status: 404, times: 1 });
    let found: string[] | undefined;
    const ending = await carryOut(async function* (_, directory) {
      found = await readdir(directory);
      yield { kind: 'step', report: { step: 1, ...pace } };
    });
    expect([ending, found]).toEqual(['done', []]);
  });

  it('hands back with the checkpoint that the run ended with', async () => {
    const ending = await carryOut(async function* (_, directory, signal) {
      yield { kind: 'step', report: { step: 1, ...pace } };
      handBack.abort();
      if (!signal.aborted) await once(signal, 'abort');
      await writeFile(join(directory, 'checkpoint'), 'after a step');
      yield { kind: 'saved', step: 1 };
    });
    expect([ending, lent.entry.state, lent.entry.checkpoint?.step]).toEqual(['released', 'queued', 1]);
  });
});
