import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for temporary files, which goes when this process does: done, or by a signal. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'manifold-bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}
