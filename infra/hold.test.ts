import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hold, letGo } from './hold.mjs';

let folder: string;
let file: string;
let holder: ChildProcess;

/** A process that holds the file until it is killed. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-hold-'));
  file = join(folder, 'pid');
  const source = `import { hold } from '${import.meta.resolve('./hold.mjs')}';
    hold(${JSON.stringify(file)});
    process.send({});
    setInterval(() => {}, 1000);`;
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  holder = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: [...stdio] });
  await once(holder, 'message');
});
afterEach(() => {
  vi.doUnmock('node:fs');
  holder.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Whether the file says that this process holds it. */
function isOurs(): boolean {
  return readFileSync(file, 'utf8').startsWith(`${process.pid} `);
}

/** Moves the time of the file's last touch back. */
function age(minutes: number): void {
  const before = Date.now() / 1000 - 60 * minutes;
  utimesSync(file, before, before);
}

it('is refused while another process holds the file, and answers which', () => {
  expect(hold(file)).toBe(`process ${holder.pid}`);
  expect(isOurs()).toBe(false);
});

it('takes the file of a process that was killed', async () => {
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(hold(file)).toBeUndefined();
  expect(isOurs()).toBe(true);
});

it('lets go of its own file, and of no other', async () => {
  letGo(file);
  expect(hold(file)).toBe(`process ${holder.pid}`);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(hold(file)).toBeUndefined();
  letGo(file);
  expect(existsSync(file)).toBe(false);
});

it('takes the file of a process whose id another program has now', () => {
  const [id, ...start] = readFileSync(file, 'utf8').split(' ');
  writeFileSync(file, `${id} not ${start.join(' ')}`);
  expect(hold(file)).toBeUndefined();
  expect(isOurs()).toBe(true);
});

it('goes by the age of the file where it is of another machine, whatever has the id here', () => {
  const [process] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, `${process}\nelsewhere`);
  expect(hold(file)).toBe(`process ${holder.pid} on elsewhere`);
  age(3);
  expect(hold(file)).toBeUndefined();
  expect(isOurs()).toBe(true);
});

it('goes by the process where the file names no machine, as those of older versions', () => {
  const [process] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, process!);
  age(3);
  expect(hold(file)).toBe(`process ${holder.pid}`);
});

it('stays young while it is held, for those on other machines, and no longer', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    rmSync(file);
    hold(file);
    age(3);
    vi.advanceTimersByTime(20_000);
    expect(Date.now() - statSync(file).mtimeMs).toBeLessThan(60_000);
    writeFileSync(file, "another's");
    age(3);
    vi.advanceTimersByTime(20_000);
    expect(Date.now() - statSync(file).mtimeMs).toBeGreaterThan(60_000);
  } finally {
    vi.useRealTimers();
  }
});

it('takes a file that nothing was written to before a power cut', () => {
  writeFileSync(file, '');
  expect(hold(file)).toBeUndefined();
});

it.each([
  ['none', undefined],
  ['one of a process that is gone', '999999999 long ago'],
])('leaves the file to who takes it at the same moment, where there was %s', async (_, before) => {
  const taken = readFileSync(file, 'utf8');
  rmSync(file);
  if (before !== undefined) writeFileSync(file, before);
  const fs = await vi.importActual<typeof import('node:fs')>('node:fs');
  const reads = vi.fn(fs.readFileSync).mockImplementationOnce((...args) => {
    try {
      return fs.readFileSync(...args);
    } finally {
      fs.writeFileSync(file, taken);
    }
  });
  vi.resetModules();
  vi.doMock('node:fs', () => ({ ...fs, readFileSync: reads }));
  const { hold: holdThen } = await import('./hold.mjs');
  expect(holdThen(file)).toBe(`process ${holder.pid}`);
  expect(readFileSync(file, 'utf8')).toBe(taken);
});
