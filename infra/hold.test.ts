import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hold } from './hold.mjs';

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
  holder.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Whether the file says that this process holds it. */
function isOurs(): boolean {
  return readFileSync(file, 'utf8').startsWith(`${process.pid} `);
}

it('is refused while another process holds the file, and answers which', () => {
  expect(hold(file)).toBe(holder.pid);
  expect(isOurs()).toBe(false);
});

it('takes the file of a process that was killed', async () => {
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(hold(file)).toBeUndefined();
  expect(isOurs()).toBe(true);
});

it('takes the file of a process whose id another program has now', () => {
  const [id, ...start] = readFileSync(file, 'utf8').split(' ');
  writeFileSync(file, `${id} not ${start.join(' ')}`);
  expect(hold(file)).toBeUndefined();
  expect(isOurs()).toBe(true);
});

it('takes a file that nothing was written to before a power cut', () => {
  writeFileSync(file, '');
  expect(hold(file)).toBeUndefined();
});
