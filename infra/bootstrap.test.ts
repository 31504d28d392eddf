import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root } from './paths.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-bootstrap-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts a program by the bootstrap, with its output in a pipe; resolves once the program has said something. */
async function started(source: string) {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, source);
  const child = spawn(process.execPath, ['infra/bootstrap.mjs', relative(root, file)], { cwd: root });
  await once(child.stdout, 'data');
  return child;
}

it('ends as its program does by a signal, with the exit code of a shell', async () => {
  const child = await started("console.log('up');\nsetInterval(() => {}, 1000);");
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([143, null]);
});

it('outlives its terminal when it writes to none, as under nohup', async () => {
  const child = await started(
    "console.log('up');\nprocess.once('SIGHUP', () => process.exit(7));\nsetInterval(() => {}, 1000);",
  );
  child.kill('SIGHUP');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([143, null]);
});
