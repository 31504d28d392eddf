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

it('asks its program once to end when the shell between them is killed, as that of npm', async () => {
  const file = join(folder, 'program.mjs');
  const source = `process.on('SIGTERM', () => {
    console.log('asked');
    setTimeout(() => process.exit(0), 2500);
  });
  setInterval(() => {}, 1000);
  console.log('up');`;
  writeFileSync(file, source);
  const command = `"${process.execPath}" infra/bootstrap.mjs "${relative(root, file)}"; true`;
  const shell = spawn('sh', ['-c', command], { cwd: root });
  let output = '';
  shell.stdout.on('data', (chunk) => {
    output += chunk;
    if (chunk.includes('up')) shell.kill('SIGKILL');
  });
  await once(shell.stdout, 'end');
  expect(output).toBe('up\nasked\n');
});

it('outlives its terminal when it writes to none, as under nohup', async () => {
  const child = await started(
    "console.log('up');\nprocess.once('SIGHUP', () => process.exit(7));\nsetInterval(() => {}, 1000);",
  );
  child.kill('SIGHUP');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([143, null]);
});
