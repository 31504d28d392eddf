import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Program } from './processes.ts';
import { Supervised } from './supervisor.ts';

let folder: string;
let running: Supervised | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-supervisor-'));
});
afterEach(() => {
  running?.kill();
  rmSync(folder, { recursive: true });
});

/** A program that notes its start in `starts`, then does as `source` says. */
function program(source: string): Program {
  const file = join(folder, 'program.mjs');
  const notes = `import { appendFileSync } from 'node:fs';\nappendFileSync('${join(folder, 'starts')}', 'x');\n`;
  writeFileSync(file, notes + source);
  return { name: 'program', file, env: {}, log: join(folder, 'log') };
}

function starts(): number {
  return readFileSync(join(folder, 'starts'), 'utf8').length;
}

it('starts again what ends by itself, and says how it ended and its last words', async () => {
  const said: string[] = [];
  running = new Supervised(program("console.log('my last words');\nprocess.exit(3);"), (line) => said.push(line));
  await vi.waitFor(() => expect(starts()).toBeGreaterThan(1), 20_000);
  expect(said[0]).toContain('The program ended (exit code 3); starting it again');
  expect(said[1]).toContain('my last words');
});

it('is ready when the program says so, and stops it for good', async () => {
  const said: string[] = [];
  const source = "process.send({});\nsetInterval(() => {}, 1000);\nprocess.on('SIGTERM', () => process.exit(0));";
  running = new Supervised(program(source), (line) => said.push(line));
  await running.ready;
  await running.stop(10_000);
  expect(said).toEqual([]);
  expect(starts()).toBe(1);
});

it('kills what does not end when asked to', async () => {
  const source = "process.on('SIGTERM', () => {});\nprocess.send({});\nsetInterval(() => {}, 1000);";
  running = new Supervised(program(source), () => {});
  await running.ready;
  await running.stop(100);
  expect(starts()).toBe(1);
});
