#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import type { Command } from './commands/command.ts';
import { exitNow } from './exit-now.ts';
import { complaintOf } from './node-version.ts';

/** Commands are loaded when they are asked for: some of them bring a lot along. */
const commands: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  sample: () => import('./commands/sample.ts'),
  anagram: () => import('./commands/anagram.ts'),
  hybrid: () => import('./commands/hybrid.ts'),
  triple: () => import('./commands/triple.ts'),
  motion: () => import('./commands/motion.ts'),
  scale: () => import('./commands/scale.ts'),
  colour: () => import('./commands/colour.ts'),
  edit: () => import('./commands/edit.ts'),
  inpaint: () => import('./commands/inpaint.ts'),
  upscale: () => import('./commands/upscale.ts'),
  colourise: () => import('./commands/colourise.ts'),
  'real-hybrid': () => import('./commands/real-hybrid.ts'),
  noise: () => import('./commands/noise.ts'),
  blur: () => import('./commands/blur.ts'),
  'one-step': () => import('./commands/one-step.ts'),
  denoise: () => import('./commands/denoise.ts'),
  iterative: () => import('./commands/iterative.ts'),
  compare: () => import('./commands/compare.ts'),
  steps: () => import('./commands/steps.ts'),
  guidance: () => import('./commands/guidance.ts'),
  run: () => import('./commands/run.ts'),
  explain: () => import('./commands/explain.ts'),
  examples: () => import('./commands/examples.ts'),
  bundle: () => import('./commands/bundle.ts'),
  train: () => import('./commands/train.ts'),
  judge: () => import('./commands/judge.ts'),
  dataset: () => import('./commands/dataset.ts'),
  forward: () => import('./commands/forward.ts'),
};

const exitCodes = { failed: 1, usage: 2, interrupted: 130 } as const;

async function main([verb, ...argv]: readonly string[], signal: AbortSignal): Promise<number> {
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
  const lines = error.message.split('\n').map((line) => `manifold ${verb}: ${line}\n`);
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
  process.stdout.write(`${(await load()).command.usage}\n`);
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
  const { suggest } = await import('./commands/suggest.ts');
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

const PIPE_CLOSED = new Error('the pipe is closed');

/** The first Ctrl-C or SIGTERM asks the command to end, as a closed pipe does; the second ends the process at once. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  let isAsked = false;
  const interrupt = () => {
    if (isAsked) exitNow();
    isAsked = true;
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      controller.abort(PIPE_CLOSED);
    });
  }
  return controller.signal;
}

const complaint = complaintOf(process.versions.node);
if (complaint) {
  process.stderr.write(`${complaint}\n`);
  process.exit(exitCodes.failed);
}
// Halves the time to start: what was compiled, types stripped, is kept for the next time.
enableCompileCache();
process.exitCode = await main(process.argv.slice(2), interrupted());
