import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { root } from './paths.ts';
import { runnerProgram } from './processes.ts';

const setup = { home: '/home', edge: 'http://localhost', secret: 's', metricsPort: 1 };

afterEach(() => vi.unstubAllEnvs());

it.each([
  ['', '3'],
  ['60', '60'],
])('waits for a runner longer than the grace that MANIFOLD_GRACE=%s gives it', (set, grace) => {
  vi.stubEnv('MANIFOLD_GRACE', set);
  const { env, patience } = runnerProgram(setup);
  expect(env.MANIFOLD_GRACE).toBe(grace);
  expect(patience).toBeGreaterThan(1000 * Number(grace));
});

it('gives the runner its own secret and folder, whatever is set for a runner of another edge', () => {
  vi.stubEnv('MANIFOLD_RUNNER_SECRET_FILE', '/run/secrets/another');
  vi.stubEnv('MANIFOLD_TRAINING', '');
  expect(runnerProgram(setup).env).toMatchObject({
    MANIFOLD_RUNNER_SECRET: 's',
    MANIFOLD_RUNNER_SECRET_FILE: '',
    MANIFOLD_TRAINING: join('/home', 'training'),
  });
});

/** Runs `source` as a program of a repository in `folder`, whose start takes a second at most; answers what it wrote. */
function launched(folder: string, source: string, env: NodeJS.ProcessEnv = {}): string {
  for (const name of ['processes.ts', 'paths.ts', 'tether.ts'])
    cpSync(join(root, 'infra', name), join(folder, 'infra', name));
  const log = join(folder, 'log');
  writeFileSync(join(folder, 'program.mjs'), source);
  const program = { name: 'program', file: 'program.mjs', env: {}, log, patience: 0 };
  const starter = `import { launch } from '${pathToFileURL(join(folder, 'infra', 'processes.ts'))}';
    launch(${JSON.stringify(program)}, 1000);`;
  spawnSync(process.execPath, ['--input-type=module', '--eval', starter], { env: { ...process.env, ...env } });
  return readFileSync(log, 'utf8');
}

describe('launch', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'manifold 50% c# '));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('starts a program whatever the folder is called, and keeps what it asks of this machine from a proxy', () => {
    const source = `console.log(process.env.no_proxy, process.env.NO_PROXY);
      process.disconnect();`;
    const hosts = 'intranet,127.0.0.1,localhost';
    expect(launched(folder, source, { no_proxy: '', NO_PROXY: 'intranet' })).toBe(`${hosts} ${hosts}\n`);
  });

  it('keeps what a program compiled for its next start, though it is killed', () => {
    // By another: before it kills itself, a Node does what it does at its end.
    const source = `import { execSync } from 'node:child_process';
      setTimeout(() => execSync('kill -KILL $PPID'), 1500);`;
    launched(folder, source, { NODE_COMPILE_CACHE: '' });
    const own = join(folder, 'node_modules', '.cache', 'manifold', 'compiled');
    const kept = readdirSync(own, { recursive: true, withFileTypes: true });
    expect(kept.filter((entry) => entry.isFile())).toHaveLength(1);
  });
});
