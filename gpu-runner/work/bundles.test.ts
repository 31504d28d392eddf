import { cp, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { trainedAtMost } from '@manifold/shared/protocol/lease';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomBundle } from '../bundle/random-bundle.fixture.ts';
import { Memory } from '../pipeline/memory/memory.ts';
import { openBundles } from './bundles.ts';
import { readSettings } from './env.ts';
import { makeLog } from './log.ts';
import { givenAtMost, type Served } from './served.ts';
import { bundlesIn } from './training/folders.ts';

const engine = { provider: 'cpu', memory: new Memory(1e9), onBatch: () => {} } as const;
const namesOf = ({ pipelines }: Served) => pipelines.map(({ manifest }) => manifest.name);

describe('openBundles', () => {
  let given: string;
  let training: string;
  let logged: string[];
  let served: Served | undefined;
  /** Leaves a bundle as a training does, the `age`-th oldest. */
  const trained = async (name: string, age: number) => {
    await cp(given, join(bundlesIn(training), name), { recursive: true });
    await utimes(join(bundlesIn(training), name), age, age);
  };
  const open = async () => {
    const settings = readSettings({ MANIFOLD_EDGE: 'http://localhost', MANIFOLD_RUNNER_SECRET: 's' });
    const log = makeLog('warn', { write: (line) => void logged.push(line) });
    served = await openBundles({ ...settings, bundles: [dirname(given)], training }, engine, log);
    return namesOf(served);
  };

  beforeEach(async () => {
    logged = [];
    given = await randomBundle();
    training = await mkdtemp(join(tmpdir(), 'manifold-trained-'));
    await mkdir(bundlesIn(training));
  });
  afterEach(async () => {
    await served?.close();
    for (const directory of [dirname(given), training]) await rm(directory, { recursive: true });
  });

  it('serves the newest of what was trained before a restart, oldest first', async () => {
    const names = Array.from({ length: trainedAtMost + 1 }, (_, age) => `trained-${age}`);
    for (const [age, name] of names.entries()) await trained(name, age + 1);
    expect(await open()).toEqual(['mnist-random', ...names.slice(1)]);
  });

  it('passes over one that is broken, and says so in the log', async () => {
    await trained('sound', 1);
    await trained('broken', 2);
    await writeFile(join(bundlesIn(training), 'broken', 'unet', 'config.json'), '{}');
    expect(await open()).toEqual(['mnist-random', 'sound']);
    expect(logged.join()).toMatch(/is broken; it is not served/);
  });

  it('serves the others where what was trained cannot be read, and says of which setting that is', async () => {
    await rm(bundlesIn(training), { recursive: true });
    await writeFile(bundlesIn(training), 'no folder');
    expect(await open()).toEqual(['mnist-random']);
    expect(logged.join()).toMatch(/ENOTDIR.*MANIFOLD_TRAINING cannot be read/);
    expect(logged.join()).not.toMatch(/MANIFOLD_BUNDLES/);
  });

  it('refuses to start with more than an edge takes, and says how many it may serve', async () => {
    for (let i = 0; i < givenAtMost; i++) {
      await mkdir(join(dirname(given), `copy-${i}`));
      await cp(join(given, 'model_index.json'), join(dirname(given), `copy-${i}`, 'model_index.json'));
    }
    await expect(open()).rejects.toThrow(`${givenAtMost + 1} bundles are in ${dirname(given)}`);
  });

  it('refuses to start with one of the operator that is broken', async () => {
    await writeFile(join(given, 'unet', 'config.json'), '{}');
    await expect(open()).rejects.toThrow(given);
  });
});
