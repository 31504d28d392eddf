import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { readBundle } from '../../bundle/bundle.ts';
import { BundleError } from '../../bundle/bundle-error.ts';
import { cacheRoot } from '../../bundle/cache-root.ts';
import type { Hub } from '../../bundle/hub/hub.ts';
import { gibibytes } from '../../bundle/hub/needs.ts';
import { type PullPlan, type PullProgress, planPull, pull as pullFiles } from '../../bundle/hub/pull.ts';
import { type Variant, variants } from '../../bundle/hub/selection.ts';
import { SOURCES, type SourceName } from '../../bundle/hub/sources.ts';
import { pulledRoot } from '../../bundle/search.ts';
import { parseFlags, UsageError } from '../flags.ts';

const flags = {
  to: { type: 'string' },
  variant: { type: 'string' },
  'accept-licence': { type: 'boolean' },
  hub: { type: 'string' },
} as const;

/** Milliseconds between two lines of progress where they cannot be written over. */
const LINE_EVERY = 10_000;

/**
 * `bundle pull`: fetches the parts of DeepFloyd IF with the operator's token, once its licence is accepted, and reads the bundle, so that
 * one which cannot be sampled is told of here.
 */
export async function pull(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseFlags(argv, flags);
  const name = sourceOf(positionals);
  const hub = hubOf(values.hub, process.env);
  const root = values.to ?? pulledRoot(process.env);
  const plan = await planPull(hub, name, variantOf(values.variant), signal);
  process.stderr.write(introduction(plan, join(root, name)));
  if (!values['accept-licence'] && !(await accepts(signal))) {
    process.stderr.write('manifold bundle: the licence was not accepted, so that nothing was fetched\n');
    return 1;
  }
  await mkdir(root, { recursive: true });
  const directory = join(root, name);
  await pullFiles(plan, { hub, directory, signal, onProgress: progress() });
  process.stderr.write('\nReading it once, for its revision\n');
  await readWhole(directory, signal);
  signal.throwIfAborted();
  process.stdout.write(`${directory}\n`);
  return 0;
}

/** Throws a BundleError that says what keeps the bundle from being sampled. What is read of its weights is noted for the next time. */
async function readWhole(directory: string, signal: AbortSignal): Promise<void> {
  try {
    await readBundle(directory, cacheRoot(process.env), signal);
  } catch (cause) {
    if (!(cause instanceof BundleError)) throw cause;
    throw new BundleError(`all was fetched, but it cannot be sampled: ${cause.message}`, { cause });
  }
}

function sourceOf(words: readonly string[]): SourceName {
  const names = Object.keys(SOURCES).join(', ');
  if (words.length === 1 && Object.hasOwn(SOURCES, words[0]!)) return words[0] as SourceName;
  throw new UsageError(`bundle pull takes the name of one of ${names}, not "${words.join(' ')}"`);
}

function variantOf(word = 'fp16'): Variant {
  const variant = variants.find((known) => known === word);
  if (variant) return variant;
  throw new UsageError(`--variant must be one of ${variants.join(', ')}, not "${word}"`);
}

function hubOf(flag: string | undefined, env: NodeJS.ProcessEnv): Hub {
  const url = flag ?? (env.HF_ENDPOINT || 'https://huggingface.co');
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    const source = flag === undefined ? 'HF_ENDPOINT' : '--hub';
    throw new UsageError(`${source} must be an http or https address, not "${url}"`);
  }
  const key = env.HF_TOKEN?.trim();
  // What no header may have in it would be told by the request that fails, and the token with it.
  if (key && !/^hf_\w+$/.test(key))
    throw new UsageError('HF_TOKEN is no token of the hub: they are hf_ and letters and digits');
  return { url: url.replace(/\/+$/, ''), ...(key && { token: key }) };
}

function introduction({ name, licence, files, bytes, residentBytes, variant }: PullPlan, directory: string): string {
  return `${licence}\n
${SOURCES[name].title}, ${variant}: ${files.length} files, ${gibibytes(bytes)}, to ${directory}
Its weights take ${gibibytes(residentBytes)} of GPU memory at once; the pictures want some more.\n\n`;
}

/** Asks on a terminal; without one the flag is wanted. */
async function accepts(signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('the licence above must be accepted: add --accept-licence');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // While it reads a line, the terminal hands Ctrl-C to it instead of to the process.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return /^y(es)?$/i.test((await lines.question('Do you accept this licence? Type yes or no: ', { signal })).trim());
  } finally {
    lines.close();
  }
}

/** Writes how far it is: over the same line on a terminal, now and then a line elsewhere. */
function progress(): (now: PullProgress) => void {
  let [last, wholeLast] = [Number.NEGATIVE_INFINITY, -1];
  const isTerminal = process.stderr.isTTY;
  return ({ file, bytes, of }) => {
    const whole = Math.floor((100 * bytes) / of);
    const now = performance.now();
    if (isTerminal ? whole === wholeLast && now - last < 200 : now - last < LINE_EVERY && bytes < of) return;
    [last, wholeLast] = [now, whole];
    const line = `${String(whole).padStart(3)}%  ${gibibytes(bytes)} of ${gibibytes(of)}  ${file}`;
    process.stderr.write(isTerminal ? `\r${line}\x1b[K` : `${line}\n`);
  };
}
