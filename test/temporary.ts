import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodeOf, onHangUp } from '../infra/signals.mjs';

/** What the tests themselves are set up by. */
const kept = new Set(['MANIFOLD_PARITY', 'MANIFOLD_PROVIDER']);

/**
 * Temporary files of all tests lie in one folder, which goes when this process does: done, or by a signal. So does what the
 * product keeps between its runs; how this machine is set up for it is not for tests.
 */
export function setup(): void {
  const directory = mkdtempSync(join(tmpdir(), 'manifold-tests-'));
  process.env.TMPDIR = directory;
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('MANIFOLD_') && !kept.has(name)) delete process.env[name];
  }
  process.env.MANIFOLD_CACHE = join(directory, 'cache');
  // What one process of the tests compiles the next need not.
  process.env.NODE_COMPILE_CACHE = join(directory, 'compiled');
  process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  onHangUp((signal) => process.exit(exitCodeOf(signal)));
}
