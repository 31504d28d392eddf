import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secrets {
  /** What the runner proves itself with to the edge. */
  readonly RUNNER_SECRET: string;
  /** Keys the hashes of owners. */
  readonly OWNER_KEY: string;
}

/** The secrets kept in `home`, which only this user may read; drawn at random the first time. */
export function secretsIn(home: string): Secrets {
  const file = join(home, 'secrets.json');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, JSON.stringify({ RUNNER_SECRET: secret(), OWNER_KEY: secret() }), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
