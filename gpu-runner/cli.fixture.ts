import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { type BundleOptions, randomBundle } from './bundle/random-bundle.fixture.ts';
import { randomIfBundle } from './bundle/random-if-bundle.fixture.ts';
import { main } from './commands/main.ts';

/*
 * For tests: the command line, run as a process or within this one, in a directory of its own, with bundles of random weights:
 * `mnist-random` draws digits, `if-random` pictures from text.
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
  /** The directory of `mnist-random`. */
  readonly bundle: string;
  /** That of `if-random`. */
  readonly words: string;
  start(argv: string): ChildProcess;
  ended(child: ChildProcess): Promise<Ended>;
  /** Runs a command in this process, which spares it the start of one: one at a time. */
  manifold(argv: string): Promise<Ended>;
}

/** `kind` is that of the bundle, class-conditional when left out. */
export async function commandLine({ kind }: Pick<BundleOptions, 'kind'> = {}): Promise<CommandLine> {
  const card = '---\nlicense: mit\n---\n# Random digits\n';
  const bundle = await randomBundle({ card, ...(kind && { kind }) });
  const words = await randomIfBundle();
  const bundles = [bundle, words].map(dirname).join(delimiter);
  const scratch = await mkdtemp(join(tmpdir(), 'manifold-'));
  const own = { MANIFOLD_BUNDLES: bundles, MANIFOLD_CACHE: join(scratch, 'cache') };
  const start = (argv: string) =>
    spawn(process.execPath, [cli, ...wordsOf(argv)], { cwd: scratch, env: { ...process.env, ...own } });
  const manifold = (argv: string) => within(scratch, own, () => main(wordsOf(argv), new AbortController().signal));
  return { scratch, bundle, words, start, ended, manifold };
}

function wordsOf(argv: string): string[] {
  return argv.split(' ').filter(Boolean);
}

/** What a command that runs in this process, in a directory and an environment of its own, writes and ends with. */
export async function within(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
  run: () => Promise<number>,
): Promise<Ended> {
  const texts = { stdout: '', stderr: '' };
  const written = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      texts[name] += chunk;
      return true;
    }),
  );
  const before = process.cwd();
  process.chdir(directory);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    return { code: await run(), ...texts };
  } finally {
    vi.unstubAllEnvs();
    process.chdir(before);
    for (const spy of written) spy.mockRestore();
  }
}

/** Arguments that make a Node take itself for another version. */
export function asNode(version: string): string[] {
  const script = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
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
