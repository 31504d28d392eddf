import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../infra/paths.ts';
import { UsageError } from './command.ts';

const HOW = `Make one:

    python3 -m venv .venv && .venv/bin/pip install -r test/parity/requirements.txt

or name one that has them in MANIFOLD_PYTHON.`;

/** The Python to measure beside: MANIFOLD_PYTHON, else that of .venv. Throws a UsageError that says how to get one. */
export function findPython(modules: readonly string[]): string {
  const python = process.env.MANIFOLD_PYTHON || join(root, '.venv', 'bin', 'python');
  try {
    execFileSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'pipe' });
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code !== 'ENOENT';
    const lack = isThere
      ? `wants ${modules.join(' and ')}, which ${python} does not have`
      : `measures beside Python, and ${python} is not there`;
    throw new UsageError(`This bench ${lack}. ${HOW}`, { cause });
  }
  return python;
}
