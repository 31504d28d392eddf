import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cache, root } from './paths.ts';
import { whenChanged } from './stamp.ts';

const name = `test-${process.pid}`;
let folder: string;
let output: string;
let runs: number;
beforeEach(() => {
  mkdirSync(join(root, '.manifold'), { recursive: true });
  folder = mkdtempSync(join(root, '.manifold', 'stamp-'));
  output = join(folder, 'output');
  runs = 0;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(join(cache, `${name}.stamp`), { force: true });
});

function build(): Promise<boolean> {
  return whenChanged(name, [`${relative(root, folder)}/*.in`], output, async () => {
    runs++;
    writeFileSync(output, 'built');
  });
}

it('works once on the same inputs, and again when one changes, comes, is renamed, or the output is gone', async () => {
  writeFileSync(join(folder, 'a.in'), '1');
  expect([await build(), await build()]).toEqual([true, false]);
  writeFileSync(join(folder, 'a.in'), '2');
  expect([await build(), await build()]).toEqual([true, false]);
  writeFileSync(join(folder, 'b.in'), '');
  expect([await build(), await build()]).toEqual([true, false]);
  rmSync(output);
  expect([await build(), await build()]).toEqual([true, false]);
  expect(runs).toBe(4);
});

it('works again where the repository was moved or copied to', async () => {
  writeFileSync(join(folder, 'a.in'), '1');
  await build();
  const moved = join(folder, 'moved/');
  cpSync(join(folder, 'a.in'), join(moved, relative(root, folder), 'a.in'));
  vi.resetModules();
  vi.doMock('./paths.ts', () => ({ cache, root: moved }));
  const there = await import('./stamp.ts');
  const work = async () => {};
  const buildThere = () => there.whenChanged(name, [`${relative(root, folder)}/*.in`], output, work);
  expect([await buildThere(), await buildThere()]).toEqual([true, false]);
});

it('keeps no stamp of work that failed', async () => {
  writeFileSync(join(folder, 'a.in'), '1');
  const failing = whenChanged(name, [`${relative(root, folder)}/*.in`], output, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await build()).toBe(true);
});
