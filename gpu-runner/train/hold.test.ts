import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holdRun } from './hold.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-hold-'));
  path = join(directory, 'held.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

const heldBy = (holder: object) => writeFileSync(path, JSON.stringify(holder));

function held(): boolean {
  using _ = holdRun(directory);
  return existsSync(path);
}

it('is given up at the end', () => {
  expect(held()).toBe(true);
  expect(existsSync(path)).toBe(false);
});

it('is refused while the process lives that has it, by its number', () => {
  heldBy({ host: hostname(), pid: process.ppid });
  expect(held).toThrow(`process ${process.ppid} on ${hostname()} is training in ${directory}`);
});

it('is taken over from a process that is gone, or that had the number of this one', () => {
  for (const pid of [spawnSync('true').pid, process.pid]) {
    heldBy({ host: hostname(), pid });
    expect(held()).toBe(true);
  }
  writeFileSync(path, '{"host":');
  expect(held()).toBe(true);
});

it('goes by the age of the file where another machine has it', () => {
  heldBy({ host: 'elsewhere', pid: process.ppid });
  expect(held).toThrow('on elsewhere is training');
  const before = Date.now() / 1000 - 180;
  utimesSync(path, before, before);
  expect(held()).toBe(true);
});
