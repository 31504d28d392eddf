import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Temporary files of all tests lie in one folder, and go with it. Answers what vitest calls when they are done. */
export function setup(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'manifold-tests-'));
  process.env.TMPDIR = directory;
  return () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
