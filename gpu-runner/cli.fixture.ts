import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomBundle } from './bundle/random-bundle.ts';

/*
 * For tests: the command line run as a process, in a directory of its own, with a digit bundle `mnist-random` of random weights.
 */

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine {
  /** Where the commands run and put their files. */
  readonly scratch: string;
  start(argv: string): ChildProcess;
  ended(child: ChildProcess): Promise<Ended>;
  manifold(argv: string): Promise<Ended>;
}

export async function commandLine(): Promise<CommandLine> {
  const bundles = dirname(await randomBundle({ card: '---\nlicense: mit\n---\n# Random digits\n' }));
  const scratch = await mkdtemp(join(tmpdir(), 'manifold-'));
  const start = (argv: string) => {
    const env = { ...process.env, MANIFOLD_BUNDLES: bundles };
    return spawn(process.execPath, [cli, ...argv.split(' ').filter(Boolean)], { cwd: scratch, env });
  };
  return { scratch, start, ended, manifold: (argv) => ended(start(argv)) };
}

function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' };
  child.stdout!.on('data', (chunk) => (texts.stdout += chunk));
  child.stderr!.on('data', (chunk) => (texts.stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => resolve({ code, ...texts }));
    child.on('error', reject);
  });
}
