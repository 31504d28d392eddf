import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holdRun } from './run-lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-hold-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it('holds a run whose directory is made', () => {
  const path = join(directory, 'new/run/held.json');
  {
    using _ = holdRun(join(directory, 'new/run'));
    expect(existsSync(path)).toBe(true);
  }
  expect(existsSync(path)).toBe(false);
});

it('says who trains there, and what to do', () => {
  const path = join(directory, 'held.json');
  writeFileSync(path, JSON.stringify({ host: hostname(), pid: process.ppid }));
  const who = `process ${process.ppid} on ${hostname()} is training in ${directory}`;
  expect(() => holdRun(directory)).toThrow(
    `${who}: stop it first, or name another --out; if it is gone, remove ${path}`,
  );
});

it('says so where the directory cannot be made', () => {
  writeFileSync(join(directory, 'file'), '');
  expect(() => holdRun(join(directory, 'file'))).toThrow(`cannot write ${directory}/file/held.json: `);
});
