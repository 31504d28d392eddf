import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Program } from './processes.ts';
import { Supervised } from './supervisor.ts';

let folder: string;
let running: Supervised | undefined;
let said: string[];
beforeEach(() => {
  said = [];
  folder = mkdtempSync(join(tmpdir(), 'manifold-supervisor-'));
});
afterEach(() => {
  running?.kill();
  rmSync(folder, { recursive: true });
});

/** A program that notes its start in `starts`, then does as `source` says. */
function program(source: string, more: Partial<Program> = {}): Program {
  const file = join(folder, 'program.mjs');
  const notes = `import { appendFileSync } from 'node:fs';\nappendFileSync('${join(folder, 'starts')}', 'x');\n`;
  writeFileSync(file, notes + source);
  return { name: 'program', file, env: {}, log: join(folder, 'log'), patience: 10_000, ...more };
}

function supervise(source: string, more: Partial<Program> = {}, giveUp = () => {}): Supervised {
  running = new Supervised(program(source, more), (line) => said.push(line), giveUp);
  return running;
}

function starts(): number {
  return readFileSync(join(folder, 'starts'), 'utf8').length;
}

it('starts again what ends by itself, and says how it ended and its last words', async () => {
  supervise("console.log('my last words');\nprocess.exit(3);");
  await vi.waitFor(() => expect(starts()).toBeGreaterThan(1), 20_000);
  expect(said[0]).toContain('The program ended (exit code 3); starting it again');
  expect(said[1]).toContain('my last words');
});

it('starts again what ends after its log was deleted', async () => {
  supervise(`import { rmSync } from 'node:fs';\nrmSync('${join(folder, 'log')}', { force: true });\nprocess.exit(3);`);
  await vi.waitFor(() => expect(starts()).toBeGreaterThan(1), 20_000);
  expect(said[1]).toContain('cannot be read (ENOENT)');
});

it('reads the end alone of a log that is longer than a string may be', async () => {
  const log = join(folder, 'log');
  writeFileSync(log, '');
  truncateSync(log, 3 * 2 ** 30);
  supervise("console.log('\\nmy last words');\nprocess.exit(3);");
  await vi.waitFor(() => expect(said[1]).toContain('my last words'), 20_000);
});

it('gives up what would end in the same way again, and says its words', async () => {
  await new Promise<void>((giveUp) => {
    supervise("console.error('set PORT');\nprocess.exit(2);", { hopeless: 2 }, giveUp);
  });
  expect(said).toEqual([expect.stringContaining('(exit code 2); its settings are wrong'), '  set PORT']);
  expect(starts()).toBe(1);
});

it('is ready when the program says so, and stops it for good', async () => {
  const source = "process.send({});\nsetInterval(() => {}, 1000);\nprocess.on('SIGTERM', () => process.exit(0));";
  const supervised = supervise(source);
  await supervised.ready;
  await supervised.stop();
  expect(said).toEqual([]);
  expect(starts()).toBe(1);
});

it('leaves it at that when what is to be stopped ends by itself', async () => {
  const supervised = supervise('process.send({});\nsetTimeout(() => process.exit(0), 200);');
  await supervised.ready;
  supervised.retire();
  await sleep(1500);
  expect(said).toEqual([]);
  expect(starts()).toBe(1);
});

it('kills what does not end when asked to', async () => {
  const source = "process.on('SIGTERM', () => {});\nprocess.send({});\nsetInterval(() => {}, 1000);";
  const supervised = supervise(source, { patience: 100 });
  await supervised.ready;
  await supervised.stop();
  expect(starts()).toBe(1);
});
