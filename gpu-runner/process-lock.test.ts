import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HeldError, holdFile } from './process-lock.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-lock-'));
  path = join(directory, 'lock.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

const heldBy = (holder: object) => writeFileSync(path, JSON.stringify(holder));
const gone = () => spawnSync('true').pid;

/** Moves the time of the file's last touch back. */
function age(minutes: number): void {
  const before = Date.now() / 1000 - 60 * minutes;
  utimesSync(path, before, before);
}

/** Holds it for a moment; whether it was there meanwhile. */
function hold(): boolean {
  using _ = holdFile(path);
  return existsSync(path);
}

it('is there while it is held', () => {
  expect(hold()).toBe(true);
  expect(existsSync(path)).toBe(false);
});

it('is held once, in one process too', () => {
  using _ = holdFile(path);
  expect(hold).toThrow(new HeldError(path, { host: hostname(), pid: process.pid }));
  expect(existsSync(path)).toBe(true);
});

it('is refused while the process lives that has it, by its number', () => {
  heldBy({ host: hostname(), pid: process.ppid });
  age(60);
  expect(hold).toThrow(`process ${process.ppid} on ${hostname()} holds ${path}`);
});

it('is taken over from a process that is gone, or that had the number of this one', () => {
  for (const pid of [gone(), process.pid]) {
    heldBy({ host: hostname(), pid });
    expect(hold()).toBe(true);
  }
});

it.skipIf(process.platform !== 'linux')('is taken over where another program has the number of its process', () => {
  const own = holdFile(path);
  const { start, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
  own[Symbol.dispose]();
  expect(start).toMatch(/^[\da-f-]{36} \d+$/);
  heldBy({ ...rest, pid: process.ppid, start });
  expect(hold()).toBe(true);
});

it.each([
  ['another machine', JSON.stringify({ host: 'elsewhere', pid: process.pid }), `process ${process.pid} on elsewhere`],
  ['one that is still writing its name', '{"host":', 'another process'],
])('goes by the age of the file where it is of %s', (_, text, holder) => {
  writeFileSync(path, text);
  expect(hold).toThrow(`${holder} holds`);
  age(3);
  expect(hold()).toBe(true);
});

it('stays young while it is held, for those on other machines', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    using _ = holdFile(path);
    heldBy({ host: 'elsewhere', pid: 1 });
    age(3);
    vi.advanceTimersByTime(20_000);
    expect(() => {
      using _ = holdFile(path);
    }).toThrow('elsewhere');
  } finally {
    vi.useRealTimers();
  }
});

it('leaves what another has taken over meanwhile', () => {
  const own = holdFile(path);
  heldBy({ host: 'elsewhere', pid: 1 });
  own[Symbol.dispose]();
  expect(readFileSync(path, 'utf8')).toContain('elsewhere');
});
