import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { root } from '../infra/paths.ts';
import { descendantsOf, isRunning } from './descendants.ts';

it.skipIf(process.platform !== 'linux')(
  'hands a signal on to the tool that runs, waits, and goes no further',
  async () => {
    const run = spawn(process.execPath, ['test/run.ts', 'no-such-test'], { cwd: root });
    let output = '';
    run.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const tool = await vi.waitUntil(() => descendantsOf(run.pid!)[0], { timeout: 30_000, interval: 10 });
    run.kill('SIGTERM');
    expect(await once(run, 'exit')).toEqual([143, null]);
    expect(isRunning(tool)).toBe(false);
    expect(output).not.toContain('NOT WELL');
  },
);
