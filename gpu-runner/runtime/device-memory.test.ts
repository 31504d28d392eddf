import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { deviceMemory } from './device-memory.ts';

/** Stands in for the driver's tool, with three cards. */
const tool = `#!/bin/sh
case "$*" in
  "-i 1 --query-gpu=memory.total"*) echo 2000;;
  "-i GPU-3 --query-gpu=memory.total"*) echo 3000;;
  --query-gpu=memory.total*) echo 1000; echo 2000; echo 3000;;
  *) echo "No devices were found"; exit 6;;
esac
`;
let path: string;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'driver-'));
  await writeFile(join(path, 'nvidia-smi'), tool, { mode: 0o755 });
});

const mebibytes = async (visible?: string) => {
  const PATH = [path, process.env.PATH].join(delimiter);
  const seen = visible === undefined ? {} : { CUDA_VISIBLE_DEVICES: visible };
  return (await deviceMemory('cuda', { PATH, ...seen })) / 2 ** 20;
};

describe('deviceMemory', () => {
  it.each([
    [undefined, 1000],
    ['1', 2000],
    ['1,0', 2000],
    ['GPU-3', 3000],
    ['MIG-3', 1000],
  ])('of the cards that CUDA_VISIBLE_DEVICES=%s leaves, takes the first', async (visible, expected) => {
    expect(await mebibytes(visible)).toBe(expected);
  });

  it('takes that of the machine where the tool does not tell', async () => {
    expect(await mebibytes('9')).toBe((await deviceMemory('cpu')) / 2 ** 20);
  });
});
