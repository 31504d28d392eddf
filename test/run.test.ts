import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { root } from '../infra/paths.ts';
import { isRunning } from './descendants.ts';

/** A tool that takes half a second to end. */
const tool = `process.on('SIGTERM', () => setTimeout(() => process.exit(console.log('ended')), 500));
  setInterval(() => {}, 1000);
  console.log('at work:', process.pid);`;

/** Loaded ahead of a process: whatever that starts is the tool. */
const standIn = `import processes from 'node:child_process';
  import { syncBuiltinESMExports } from 'node:module';
  const { spawn } = processes;
  processes.spawn = (_command, _args, options) => spawn(process.execPath, ['--eval', ${JSON.stringify(tool)}], options);
  syncBuiltinESMExports();`;

it.skipIf(process.platform !== 'linux')(
  'hands a signal on to the tool that runs, waits, and goes no further',
  async () => {
    const ahead = `data:text/javascript,${encodeURIComponent(standIn)}`;
    const run = spawn(process.execPath, ['--import', ahead, 'test/run.ts', 'no-such-test'], { cwd: root });
    const [ended, closed] = [once(run, 'exit'), once(run, 'close')];
    let output = '';
    const pid = await new Promise<number>((resolve) => {
      run.stdout.on('data', (chunk) => {
        output += chunk;
        const [, said] = /at work: (\d+)/.exec(output) ?? [];
        if (said !== undefined) resolve(Number(said));
      });
    });
    run.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
    expect(isRunning(pid)).toBe(false);
    await closed;
    expect(output).toMatch(/ended\n$/);
    expect(output).not.toMatch(/NOT WELL|--- 2/);
  },
);
