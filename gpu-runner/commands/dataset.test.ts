import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { command } from './dataset.ts';

const signal = AbortSignal.abort(new Error('enough'));
const out = join(tmpdir(), 'manifold-no-pictures');
const asked = (flags: string) => command.run(['emoji', '--out', out, ...flags.split(' ')], signal);

it.each([
  ['--size 256 --count 10923', 10_922],
  ['--size 64 --count 174763', 174_762],
])('refuses more pictures than can be read again, before it paints any: %s', async (flags, most) => {
  await expect(asked(flags)).rejects.toThrow(`--count must be a whole number from 1 to ${most}, not`);
});

it('refuses a place that holds pictures already, before it paints any', async () => {
  const taken = mkdtempSync(join(tmpdir(), 'manifold-pictures-'));
  writeFileSync(join(taken, 'dataset.json'), '{}');
  await expect(command.run(['emoji', '--out', taken], signal)).rejects.toThrow(
    `--out: ${taken} holds pictures already`,
  );
  rmSync(taken, { recursive: true });
});

it.each(['--size 256', '--size 64'])('takes as many as can be read where nobody says: %s', async (flags) => {
  await expect(asked(flags)).rejects.toThrow('enough');
});
