import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTokenizer, type Tokenize } from '../../gpu-runner/bundle/tokenizer/t5-tokenizer.ts';

const directory = join(process.env.MANIFOLD_PARITY ?? fileURLToPath(new URL('golden', import.meta.url)), 'tokenizer');
const texts: { text: string; ids: number[] }[] = JSON.parse(readFileSync(join(directory, 'expected.json'), 'utf8'));

let tokenize: Tokenize;
beforeAll(async () => {
  tokenize = await readTokenizer(directory);
});

describe('tokens are those of SentencePiece', () => {
  it.each(texts)('$text', ({ text, ids }) => {
    const tokens = tokenize(text, ids.length);
    expect(tokens.ids).toEqual(ids);
    const read = ids.indexOf(1) + 1;
    expect(tokens.mask).toEqual(ids.map((_, i) => Number(i < read)));
  });
});
