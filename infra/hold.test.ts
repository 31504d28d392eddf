import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
  vi.doUnmock('node:os');
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

it("lets go of its own file after its machine's name has changed", async () => {
  let name = 'mac-home';
  const os = await vi.importActual<typeof import('node:os')>('node:os');
  vi.resetModules();
  vi.doMock('node:os', () => ({ ...os, hostname: () => name }));
  const { hold: holdThen, letGo: letGoThen } = await import('./hold.mjs');
  rmSync(file);
  holdThen(file);
  name = 'mac-office';
  letGoThen(file);
  expect(existsSync(file)).toBe(false);
});

describe('while time goes by', () => {
  const lost = vi.fn();
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    rmSync(file);
    hold(file, lost);
  });
  afterEach(() => {
    lost.mockReset();
    vi.useRealTimers();
  });

  it('stays young while it is held, for those on other machines', () => {
    age(3);
    vi.advanceTimersByTime(20_000);
    expect(Date.now() - statSync(file).mtimeMs).toBeLessThan(60_000);
    expect(lost).not.toHaveBeenCalled();
  });

  it.each([
    ["is another's", () => writeFileSync(file, "another's")],
    ["was another's, who has let go of it", () => rmSync(file)],
  ])('says once that it is lost when it %s, and leaves it alone', (_, take) => {
    take();
    vi.advanceTimersByTime(20_000);
    expect(lost).toHaveBeenCalledOnce();
    writeFileSync(file, "another's");
    age(3);
    vi.advanceTimersByTime(40_000);
    expect(Date.now() - statSync(file).mtimeMs).toBeGreaterThan(60_000);
    expect(lost).toHaveBeenCalledOnce();
  });

  it('is not lost to who let go of it', () => {
    letGo(file);
    vi.advanceTimersByTime(20_000);
    expect(lost).not.toHaveBeenCalled();
  });
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
