import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { type ParseArgsConfig, parseArgs } from 'node:util';

export interface Bench {
  /** One line of the list. */
  readonly summary: string;
  readonly usage: string;
  /** Measures and prints. Throws a UsageError for what the user can mend. */
  run(args: readonly string[]): Promise<void>;
}

/** What was asked cannot be done: the message says what to change. */
export class UsageError extends Error {}

export const cores = availableParallelism();

/** Flags by name. Throws a UsageError naming one that is unknown. */
export function flagsOf<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** A whole number of at least 1. Throws a UsageError naming the flag. */
export function count(flag: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError(`--${flag} must be a whole number of at least 1, not "${text}"`);
}

/** Runs a program that writes where this one does, and ends with it. Throws an Error when it fails. */
export async function runProgram(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: 'inherit' });
  const end = () => child.kill();
  process.once('exit', end);
  const [code, signal] = await once(child, 'exit').finally(() => process.off('exit', end));
  if (code !== 0) throw new Error(`${command} ended with ${signal ?? code}; what it said is above`);
}
