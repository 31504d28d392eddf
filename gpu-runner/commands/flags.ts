import { parseArgs } from 'node:util';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { bounds } from '@manifold/shared/recipe/bounds';

/** A command line that cannot be run; the message, one line, names the flag and what it takes. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type FlagTypes = Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }>;

/** Parses `argv` strictly. Throws a UsageError naming a flag that is unknown or incomplete, or given twice where it takes one value. */
export function parseFlags<const T extends FlagTypes>(argv: readonly string[], options: T) {
  const { tokens, ...parsed } = tokensOf(argv, options);
  const valued = tokens.flatMap((token) => (token.kind === 'option' && token.value !== undefined ? token.name : []));
  const repeated = valued.find((name, i) => !options[name]!.multiple && valued.indexOf(name) < i);
  if (repeated) throw new UsageError(`--${repeated}: was given twice; leave one of them out`);
  return parsed;
}

function tokensOf<const T extends FlagTypes>(argv: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: true, tokens: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(message.split('. ')[0]!, { cause });
  }
}

/** The integer given for `--flag`, or `fallback` without one. Throws a UsageError outside `low` to `high`. */
export function integerFlag(
  flag: string,
  text: string | undefined,
  fallback: number,
  low: number,
  high: number,
): number {
  if (text === undefined) return fallback;
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new UsageError(`--${flag} must be a whole number from ${low} to ${high}, not "${text}"`);
}

/** The U-Net evaluations given, or the bundle's own, each at a timestep of its training. Throws a UsageError. */
export function stepsFlag(text: string | undefined, { defaults, trainTimesteps }: Manifest): number {
  return integerFlag('steps', text, defaults.steps, 1, Math.min(bounds.evaluations, trainTimesteps));
}

/** The number given for `--flag`, or `fallback` without one. Throws a UsageError outside `low` to `high`. */
export function numberFlag(
  flag: string,
  text: string | undefined,
  fallback: number,
  low: number,
  high: number,
): number {
  if (text === undefined) return fallback;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= low && value <= high) return value;
  throw new UsageError(`--${flag} must be a number from ${low} to ${high}, not "${text}"`);
}
