import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CannotStart, claimHome } from './claim.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'manifold-claim-'));
});
afterEach(() => rmSync(home, { recursive: true }));

it('closes a home that was open to other users', () => {
  chmodSync(home, 0o755);
  claimHome(home);
  expect(statSync(home).mode & 0o777).toBe(0o700);
});

it('names the process and the file that hold the home, and lets go of its own', () => {
  const file = join(home, 'pid');
  writeFileSync(file, String(process.ppid));
  expect(() => claimHome(home)).toThrow(CannotStart);
  expect(() => claimHome(home)).toThrow(`(process ${process.ppid}, says ${file})`);
  rmSync(file);
  claimHome(home)();
  expect(existsSync(file)).toBe(false);
});

it('says how long a home counts as held by another machine that is gone', () => {
  writeFileSync(join(home, 'pid'), '12 long ago\nelsewhere');
  expect(() => claimHome(home)).toThrow(/\(process 12 on elsewhere, .* If it is gone, try again in two minutes\.$/);
});
