import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secrets {
  /** What the runner proves itself with to the edge. */
  readonly RUNNER_SECRET: string;
  /** Keys the hashes of owners. */
  readonly OWNER_KEY: string;
  /** What the operator proves himself with, to train. */
  readonly OPERATOR_SECRET: string;
}

const names = ['RUNNER_SECRET', 'OWNER_KEY', 'OPERATOR_SECRET'] as const;

/** The secrets kept in `home`, which only this user may read; each is drawn at random when it is first wanted. */
export function secretsIn(home: string): Secrets {
  const file = join(home, 'secrets.json');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const kept = keptIn(file);
  if (names.every((name) => kept[name] !== undefined)) return kept as Secrets;
  const drawn = Object.fromEntries(names.map((name) => [name, kept[name] ?? secret()]));
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(drawn), { mode: 0o600 });
  renameSync(fresh, file);
  return drawn as unknown as Secrets;
}

function keptIn(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
