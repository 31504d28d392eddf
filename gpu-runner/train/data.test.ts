import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Config } from './configs.ts';
import { describePictures, openData } from './data.ts';
import { writePictures } from './dataset/write.ts';
import { tinyDiscs } from './if-tiny/discs.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'manifold-data-'));
beforeAll(() =>
  writePictures(directory, { count: 2, size: 64, seed: 1, split: 'train' }, () => {}, new AbortController().signal),
);
afterAll(() => rmSync(directory, { recursive: true }));

it.each(['if-tiny', 'if-tiny-text'] as const)('%s is of pictures in sizes that divide theirs', async (net) => {
  const told = await describePictures(directory);
  const open = (sizes: string) => openData({ ...tinyDiscs, ...told, net, sizes } as Config, directory);
  expect((await open('8:2:2,32:2:2')).batches(0).input_ids!.dims[0]).toBe(2);
  for (const size of [48, 128]) {
    const fault = `--sizes ${size}:2:2: pictures of 64 px cannot be reduced to ${size}; name sizes that divide 64`;
    await expect(open(`${size}:2:2`)).rejects.toThrow(fault);
  }
});
