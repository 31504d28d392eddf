import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepOld } from './folders.ts';

const hours = 3600;
const now = 1_800_000_000;

describe('sweepOld', () => {
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
