import { expect, it } from 'vitest';
import { bearsSecret } from './bearer.ts';

const phrase = 'correct horse battery staple';

it.each<[string | undefined, string, boolean]>([
  ['Bearer abcdefghijklmnop', 'abcdefghijklmnop', true],
  ['bearer   abcdefghijklmnop', 'abcdefghijklmnop', true],
  [`Bearer ${phrase}`, phrase, true],
  [`Bearer ${phrase}s`, phrase, false],
  ['Bearer correct', phrase, false],
  [`Basic ${phrase}`, phrase, false],
  [phrase, phrase, false],
  ['Bearer ', '', false],
  ['', '', false],
  [undefined, '', false],
])('the header %j bears the secret %j: %j', async (header, secret, bears) => {
  expect(await bearsSecret(header, secret)).toBe(bears);
});
