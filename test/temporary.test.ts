import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../infra/paths.ts';

const temporary = new URL('./temporary.ts', import.meta.url).href;

/** A process that is set up as that of the tests; `first` is run before. Answers it and what it says it is set up with. */
async function started(first: string, env: NodeJS.ProcessEnv = {}) {
  const program = `${first}
    const { setup } = await import('${temporary}');
    setup();
    const set = Object.entries(process.env).filter(([name]) => name === 'TMPDIR' || name.startsWith('MANIFOLD_'));
    console.log(JSON.stringify(Object.fromEntries(set)));
    setInterval(() => console.log('alive'), 50);`;
  const args = ['--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env } });
  const [said] = await once(child.stdout, 'data');
  return { child, set: JSON.parse(String(said).split('\n')[0]!) };
}

it('leaves nothing behind when its terminal is closed, and goes on where it was started to outlive that', async () => {
  const { child, set } = await started('process.stdout.isTTY = true');
  child.kill('SIGHUP');
  expect(await once(child, 'exit')).toEqual([129, null]);
  expect(existsSync(set.TMPDIR)).toBe(false);
  const { child: other } = await started('');
  const ended = once(other, 'exit');
  other.kill('SIGHUP');
  // What it said before may be first.
  for (let sign = 0; sign < 3; sign++) await Promise.race([once(other.stdout, 'data'), ended]);
  other.kill('SIGTERM');
  expect(await ended).toEqual([null, 'SIGTERM']);
});

it('leaves the cache and the settings of this machine alone, but for what the tests are asked with', async () => {
  const { child, set } = await started('', { MANIFOLD_CACHE: '/own', MANIFOLD_GRACE: '1', MANIFOLD_PROVIDER: 'cpu' });
  child.kill();
  const { TMPDIR, MANIFOLD_PARITY: _, ...rest } = set;
  expect(rest).toEqual({ MANIFOLD_CACHE: join(TMPDIR, 'cache'), MANIFOLD_PROVIDER: 'cpu' });
  expect(process.env.MANIFOLD_CACHE).toBe(join(tmpdir(), 'cache'));
});
