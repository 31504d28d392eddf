import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CannotStart } from './claim.ts';
import { secretsIn } from './secrets.ts';

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'manifold-secrets-'));
  file = join(home, 'secrets.json');
});
afterEach(() => rmSync(home, { recursive: true }));

it('draws what is missing, and keeps what is there', () => {
  writeFileSync(file, '{"OWNER_KEY":"kept from before"}');
  const drawn = secretsIn(home);
  expect(drawn).toMatchObject({ OWNER_KEY: 'kept from before', RUNNER_SECRET: expect.stringMatching(/^[\w-]{43}$/) });
  expect(secretsIn(home)).toEqual(drawn);
});

it.each(['', '{"OWNER_KEY":"cut sh'])('names a file that a power cut has left as %j, and leaves it', (text) => {
  writeFileSync(file, text);
  expect(() => secretsIn(home)).toThrow(CannotStart);
  expect(() => secretsIn(home)).toThrow(`${file} is damaged`);
  expect(readFileSync(file, 'utf8')).toBe(text);
});
