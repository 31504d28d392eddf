import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTokenizer } from './t5-tokenizer.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tokenizer-'));
});
afterAll(() => rm(directory, { recursive: true }));

const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };
const file = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: ['<pad>', '</s>', '<unk>'].map((content, id) => ({ id, content, special: true })),
  normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }] } as object,
  pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] } as object,
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }],
    pair: [],
    special_tokens: { '</s>': { id: '</s>', ids: [1], tokens: ['</s>'] } },
  } as object,
  decoder: metaspace,
  model: {
    type: 'Unigram',
    unk_id: 2,
    vocab: [
      ['<pad>', 0],
      ['</s>', 0],
      ['<unk>', 0],
      ['▁', -3],
      ['a', -2],
      ['b', -2],
      ['▁ab', -1],
    ],
  },
};

async function read(changes: object) {
  await writeFile(join(directory, 'tokenizer.json'), JSON.stringify({ ...file, ...changes }));
  return readTokenizer(directory);
}

describe('tokenizer.json', () => {
  it('normalises, splits at spaces, takes the likeliest pieces, ends and pads', async () => {
    const tokenize = await read({});
    expect(tokenize('ＡＢ  ba', 8)).toEqual({
      ids: [6, 3, 5, 4, 1, 0, 0, 0],
      mask: [1, 1, 1, 1, 1, 0, 0, 0],
      dropped: 0,
    });
    expect(tokenize('', 2).ids).toEqual([1, 0]);
    expect(tokenize('xyz', 4).ids).toEqual([3, 2, 1, 0]);
  });

  it.each([
    [{ type: 'Strip', strip_left: true, strip_right: false }, ' ab ', [6, 3, 1]],
    [{ type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' }, 'ab  ab', [6, 6, 1]],
    [{ type: 'Replace', pattern: { String: 'x.' }, content: 'a$&' }, 'x.', [3, 4, 2, 1]],
    [null, 'AB', [3, 2, 1]],
  ])('normalizer %j', async (normalizer, text, ids) => {
    const tokenize = await read({ normalizer, pre_tokenizer: metaspace });
    expect(tokenize(text, ids.length).ids).toEqual(ids);
  });

  it.each([
    ['another model', { model: { ...file.model, type: 'BPE' } }, '/model/type'],
    [
      'an unknown normalizer',
      { normalizer: { type: 'BertNormalizer' } },
      '/normalizer/type: must be one of Precompiled',
    ],
    [
      'one within a sequence',
      { normalizer: { type: 'Sequence', normalizers: [{ type: 'Nmt' }] } },
      '/normalizer/normalizers/0/type',
    ],
    ['an unknown pre-tokenizer', { pre_tokenizer: { type: 'ByteLevel' } }, '/pre_tokenizer/type'],
    ['spaces that are not put first', { pre_tokenizer: { ...metaspace, prepend_scheme: 'never' } }, 'prepend_scheme'],
    ['another end', { post_processor: { type: 'BertProcessing' } }, '/post_processor/type'],
    [
      'rules cut short',
      { normalizer: { type: 'Precompiled', precompiled_charsmap: 'CQAAAAE=' } },
      'rules are cut short',
    ],
    ['a bad pattern', { normalizer: { type: 'Replace', pattern: { Regex: '(' }, content: '' } }, 'normalizer'],
    ['no padding', { added_tokens: file.added_tokens.slice(1) }, 'added_tokens has no <pad>'],
    ['an option of its own', { dropout: 0.1 }, 'dropout'],
  ])('refuses %s', async (_, changes, fault) => {
    await expect(read(changes)).rejects.toThrow(fault);
    await expect(read(changes)).rejects.toThrow('tokenizer.json');
  });
});
