import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Temporary files of all tests lie in one folder, which goes when this process does: done, or by a signal. */
export function setup(): void {
  const directory = mkdtempSync(join(tmpdir(), 'manifold-tests-'));
  process.env.TMPDIR = directory;
  process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
}
