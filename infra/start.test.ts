import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from './claim.ts';
import { root } from './paths.ts';

let folder: string;
let child: ChildProcessWithoutNullStreams;

/** A repository that has nothing to build, and whose edge does nothing but run. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-start-'));
  cpSync(join(root, 'infra'), join(folder, 'infra'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'infra', 'build.ts'), 'export async function build() {}');
  writeFileSync(join(folder, 'infra', 'edge.ts'), 'setInterval(() => {}, 1000);');
});
afterEach(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

it('ends, and says why, when another has taken its state while it slept', async () => {
  const home = join(folder, 'home');
  const pid = join(home, 'pid');
  mkdirSync(home);
  const quick = 'const set = setInterval; globalThis.setInterval = (call, ms) => set(call, ms / 100);';
  const args = ['--import', `data:text/javascript,${encodeURIComponent(quick)}`, join(folder, 'infra', 'start.ts')];
  const env = { ...process.env, MANIFOLD_HOME: home, PORT: String(await freePort()) };
  child = spawn(process.execPath, args, { env });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (chunk.includes('Starting the edge')) writeFileSync(pid, "another's");
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(output).toContain(`The state in ${home} is no longer this process's`);
  expect(readFileSync(pid, 'utf8')).toBe("another's");
});
