import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../gpu-runner/bundle/tokenizer/protobuf-fields.ts';
import { readTokenizer, type Tokenize } from '../../gpu-runner/bundle/tokenizer/t5-tokenizer.ts';
import { golden } from './golden.ts';

const spiece = join(golden, 'tokenizer', 'spiece.model');

interface Expected {
  readonly text: string;
  readonly ids: number[];
}

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tokenizers-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe.each([
  ['tokenizer', 'SentencePiece'],
  ['tokenizer-ours', "the tokenizers library's, for the form of our bundles"],
  ['tokenizer-t5', "the tokenizers library's, for what transformers converts"],
])('%s: tokens are those of %s', (name) => {
  const texts: Expected[] = JSON.parse(readFileSync(join(golden, name, 'expected.json'), 'utf8'));
  let tokenize: Tokenize;
  beforeAll(async () => {
    cpSync(join(golden, name), join(directory, name), { recursive: true });
    if (name !== 'tokenizer') putRules(join(directory, name, 'tokenizer.json'));
    tokenize = await readTokenizer(join(directory, name));
  });

  it.each(texts)('$text', ({ text, ids }) => {
    const tokens = tokenize(text, ids.length);
    expect(tokens.ids).toEqual(ids);
    const read = ids.indexOf(1) + 1;
    expect(tokens.mask).toEqual(ids.map((_, i) => Number(i < read)));
  });
});

/** Puts the compiled rules of spiece.model where the golden file leaves them out. */
function putRules(path: string): void {
  const part = (message: Uint8Array, wanted: number) =>
    [...fieldsOf(message)].find(({ field }) => field === wanted)!.value;
  const rules = part(part(readFileSync(spiece), 3) as Uint8Array, 2) as Uint8Array;
  const text = readFileSync(path, 'utf8').replace(
    /"precompiled_charsmap": null/,
    () => `"precompiled_charsmap": "${Buffer.from(rules).toString('base64')}"`,
  );
  writeFileSync(path, text);
}
