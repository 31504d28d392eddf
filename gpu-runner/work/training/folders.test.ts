import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainedAtMost } from '@manifold/shared/protocol/lease';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepBundles, sweepOld } from './folders.ts';

const hours = 3600;
const now = 1_800_000_000;

let runs: string;
/** The folder of a run that was touched `ago` seconds before now. */
const run = async (name: string, ago: number) => {
  await mkdir(join(runs, name));
  await writeFile(join(runs, name, 'checkpoint'), 'learnt');
  await utimes(join(runs, name), now - ago, now - ago);
};

beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'manifold-runs-'));
});
afterEach(() => rm(runs, { recursive: true, force: true }));

describe('sweepOld', () => {
  it('removes what nobody has touched for a day, and leaves what another runner may be at', async () => {
    await run('killed-1-1', 25 * hours);
    await run('under-way-1-1', 23 * hours);
    await sweepOld(runs, now * 1000);
    expect(await readdir(runs)).toEqual(['under-way-1-1']);
  });

  it('is content with nothing to remove', async () => {
    await sweepOld(runs, now * 1000);
    expect(existsSync(runs)).toBe(true);
  });
});

it('sweepBundles leaves the newest that are served, those of the last day, and what is no bundle of a training', async () => {
  const days = (age: number) => 24 * hours * age + 1;
  for (let age = 1; age <= trainedAtMost + 2; age++) await run(`trained-${age}`, days(age));
  await run('mine', days(100));
  await sweepBundles(runs, now * 1000);
  const newest = Array.from({ length: trainedAtMost }, (_, i) => `trained-${i + 1}`);
  expect((await readdir(runs)).toSorted()).toEqual(['mine', ...newest].toSorted());
  for (const name of newest) await utimes(join(runs, name), now, now);
  await run('trained-today', hours);
  await sweepBundles(runs, now * 1000);
  expect(await readdir(runs)).toHaveLength(trainedAtMost + 2);
});
