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
