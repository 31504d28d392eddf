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

/** The PyTorch that our ratios are quoted beside. */
const QUOTED = '2.13';

const TELL = `
import re, torch
blas = re.search("BLAS_INFO=([^,]+)", torch.__config__.show())
print(f"{torch.__version__}, BLAS {blas[1] if blas else 'unknown'}, {torch.backends.cpu.get_cpu_capability()}")
`;

/** Its version and what it was built with, in a line; another where ratios beside it are not those that are quoted. */
export function torchText(python: string): string {
  const told = execFileSync(python, ['-c', TELL], { encoding: 'utf8' }).trim();
  const other = `warning: ratios are quoted beside PyTorch ${QUOTED}; beside another they say little of ours`;
  return [`PyTorch ${told}`, ...(told.startsWith(`${QUOTED}.`) ? [] : [other])].join('\n');
}
