import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { root } from '../infra/paths.ts';

it('a bench that is asked to end leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const env = { ...process.env, TMPDIR: folder };
  const bench = spawn(process.execPath, ['test/bench/bench.ts', 'xl'], { cwd: root, env, stdio: 'ignore' });
  await vi.waitUntil(() => readdirSync(folder).length > 0, { timeout: 30_000, interval: 5 });
  bench.kill('SIGTERM');
  expect(await once(bench, 'exit')).toEqual([143, null]);
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

it('the program that a bench runs ends with it', async () => {
  const program = "console.log('up'); setTimeout(() => console.log('outlived it'), 2000);";
  const bench = `import { runProgram } from './test/bench/command.ts';
    process.once('SIGTERM', () => process.exit(1));
    await runProgram(process.execPath, ['--eval', ${JSON.stringify(program)}]);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', bench], { cwd: root });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    child.kill('SIGTERM');
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(output).toBe('up\n');
});
