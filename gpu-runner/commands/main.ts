import { printable } from '@manifold/shared/protocol/printable';
import type { Command } from './command.ts';

/** Commands are loaded when they are asked for: some of them bring a lot along. */
const commands: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  sample: () => import('./sample.ts'),
  anagram: () => import('./anagram.ts'),
  hybrid: () => import('./hybrid.ts'),
  triple: () => import('./triple.ts'),
  motion: () => import('./motion.ts'),
  scale: () => import('./scale.ts'),
  colour: () => import('./colour.ts'),
  edit: () => import('./edit.ts'),
  inpaint: () => import('./inpaint.ts'),
  upscale: () => import('./upscale.ts'),
  colourise: () => import('./colourise.ts'),
  'real-hybrid': () => import('./real-hybrid.ts'),
  noise: () => import('./noise.ts'),
  blur: () => import('./blur.ts'),
  'one-step': () => import('./one-step.ts'),
  denoise: () => import('./denoise.ts'),
  iterative: () => import('./iterative.ts'),
  compare: () => import('./compare.ts'),
  steps: () => import('./steps.ts'),
  guidance: () => import('./guidance.ts'),
  run: () => import('./run.ts'),
  explain: () => import('./explain.ts'),
  examples: () => import('./examples.ts'),
  bundle: () => import('./bundle.ts'),
  train: () => import('./train.ts'),
  judge: () => import('./judge.ts'),
  dataset: () => import('./dataset.ts'),
  forward: () => import('./forward.ts'),
};

/** What a command aborts with, where nobody reads any more what it writes. */
export const PIPE_CLOSED = new Error('the pipe is closed');

export const exitCodes = { failed: 1, usage: 2, interrupted: 130 } as const;

/** Carries out the words of a command line, to the code that the process ends with. */
export async function main([verb, ...argv]: readonly string[], signal: AbortSignal): Promise<number> {
  if (verb === undefined || verb === 'help' || isHelp(verb)) return help(argv[0]);
  const load = commandOf(verb);
  if (!load) return unknown(verb);
  if (argv.some(isHelp)) return help(verb);
  const { command } = await load();
  try {
    const code = await command.run(argv, signal);
    return signal.aborted && signal.reason !== PIPE_CLOSED ? exitCodes.interrupted : code;
  } catch (error) {
    return explain(verb, error, signal);
  }
}

/** Tells what went wrong in lines for people. Only a fault of our own shows where it happened. */
function explain(verb: string, error: unknown, signal: AbortSignal): number {
  if (signal.aborted && isInterruption(error, signal)) return codeOf(signal);
  if (!(error instanceof Error)) throw error;
  const lines = error.message.split('\n').map((line) => `manifold ${verb}: ${printable(line)}\n`);
  process.stderr.write(lines.join(''));
  if (error.name !== 'UsageError') return exitCodes.failed;
  process.stderr.write(`See manifold ${verb} --help\n`);
  return exitCodes.usage;
}

/** Whether a command failed since it was interrupted, and of nothing else: a save that fails after Ctrl-C is told. */
function isInterruption(error: unknown, signal: AbortSignal): boolean {
  if (error === signal.reason) return true;
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || isInterruption(error.cause, signal);
}

/** Of a command that was cut short. A reader that closes the pipe early, like head, is no error. */
function codeOf(signal: AbortSignal): number {
  return signal.reason === PIPE_CLOSED ? 0 : exitCodes.interrupted;
}

async function help(verb: string | undefined): Promise<number> {
  if (verb === undefined) return listCommands();
  const load = commandOf(verb);
  if (!load) return unknown(verb);
  const { usage } = (await load()).command;
  process.stdout.write(`${typeof usage === 'string' ? usage : await usage()}\n`);
  return 0;
}

const endings = `manifold <command> --help tells more. A command ends with ${exitCodes.failed} when it failed, ${exitCodes.usage} when it was asked
for what it cannot do, ${exitCodes.interrupted} when it was interrupted, and else with 0.`;

async function listCommands(): Promise<number> {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([verb, load]) => `  ${verb.padEnd(12)}${(await load()).command.summary}\n`),
  );
  process.stdout.write(`manifold <command> [flags]\n\n${lines.join('')}\n${endings}\n`);
  return 0;
}

async function unknown(verb: string): Promise<number> {
  const { suggest } = await import('./suggest.ts');
  const meant = suggest(verb, Object.keys(commands));
  const hint = meant ? `did you mean ${meant}?` : `there are ${Object.keys(commands).join(', ')}`;
  process.stderr.write(`manifold: there is no command "${verb}"; ${hint}\n`);
  return exitCodes.usage;
}

function commandOf(verb: string) {
  return Object.hasOwn(commands, verb) ? commands[verb] : undefined;
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}
