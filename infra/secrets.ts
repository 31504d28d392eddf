import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from './claim.ts';

export interface Secrets {
  /** What the runner proves itself with to the edge. */
  readonly RUNNER_SECRET: string;
  /** Keys the hashes of owners. */
  readonly OWNER_KEY: string;
  /** What the operator proves himself with, to train. */
  readonly OPERATOR_SECRET: string;
}

const names = ['RUNNER_SECRET', 'OWNER_KEY', 'OPERATOR_SECRET'] as const;

/**
 * The secrets kept in `home`, which only this user may read; each is drawn at random when it is first wanted. Throws CannotStart
 * where the file is damaged: with new secrets nobody would own what is theirs.
 */
export function secretsIn(home: string): Secrets {
  const file = join(home, 'secrets.json');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const kept = keptIn(file);
  if (names.every((name) => kept[name] !== undefined)) return kept as Secrets;
  const drawn = Object.fromEntries(names.map((name) => [name, kept[name] ?? secret()]));
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(drawn), { mode: 0o600, flush: true });
  renameSync(fresh, file);
  return drawn as unknown as Secrets;
}

function keptIn(file: string): Partial<Secrets> {
  if (!existsSync(file)) return {};
  const text = readFileSync(file, 'utf8');
  try {
    return { ...JSON.parse(text) };
  } catch {
    throw new CannotStart(
      `${file} is damaged. Put a copy of it back, or delete it: then new secrets are drawn, and nobody owns the jobs from before.`,
    );
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
