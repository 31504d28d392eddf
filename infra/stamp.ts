import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from './paths.ts';

/**
 * Runs `work`, whose last output is the file `output`, unless that was made from the same inputs: a digest of their names
 * and contents is kept, and of where the repository is, since outputs hold absolute paths. `inputs` are globs from its root.
 * Returns whether it ran.
 */
export async function whenChanged(
  name: string,
  inputs: readonly string[],
  output: string,
  work: () => Promise<void>,
): Promise<boolean> {
  const file = join(cache, `${name}.stamp`);
  const now = digestOf(inputs);
  if (existsSync(output) && readOrEmpty(file) === now) return false;
  await work();
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, now);
  return true;
}

function digestOf(inputs: readonly string[]): string {
  const hash = createHash('sha256').update(`${root}\0`);
  for (const path of filesOf(inputs))
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

function filesOf(inputs: readonly string[]): string[] {
  const found = globSync(inputs, { cwd: root, withFileTypes: true, exclude: ['**/node_modules', '**/dist'] });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
