import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { root } from '../infra/paths.ts';

it('hands a signal on to the tool that runs, and goes no further', async () => {
  const run = spawn(process.execPath, ['test/run.ts', 'no-such-test'], { cwd: root });
  let output = '';
  run.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await once(run.stdout, 'data');
  run.kill('SIGTERM');
  expect(await once(run, 'exit')).toEqual([143, null]);
  expect(output).not.toContain('NOT WELL');
});
