import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytes, encode, type Field, float, integer, message, string } from '../../graph/protobuf.ts';
import { readTokenizer } from './t5-tokenizer.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tokenizer-'));
});
afterAll(() => rm(directory, { recursive: true }));

const [NORMAL, UNKNOWN, CONTROL, USER_DEFINED] = [1, 2, 3, 4];
const piece = (text: string, score: number, kind = NORMAL): Field =>
  message(1, string(1, text), float(2, score), integer(3, kind!));

const special = [piece('<pad>', 0, CONTROL), piece('</s>', 0, CONTROL), piece('<unk>', 0, UNKNOWN)];
const pieces = [...special, piece('▁', -3), piece('a', -2), piece('b', -2), piece('▁ab', -1), piece('aa', -3.5)];

async function tokenizerOf(...fields: Field[]) {
  await writeFile(join(directory, 'spiece.model'), encode(...fields));
  return readTokenizer(directory);
}

describe('the T5 tokenizer', () => {
  it('takes the likeliest pieces, ends the sentence and pads it', async () => {
    const tokenize = await tokenizerOf(...pieces);
    expect(tokenize('ab aa', 6)).toEqual({ ids: [6, 3, 7, 1, 0, 0], mask: [1, 1, 1, 1, 0, 0], dropped: 0 });
  });

  it('joins neighbouring unknown characters, and cuts before the end of the sentence', async () => {
    const tokenize = await tokenizerOf(...pieces);
    expect(tokenize('a🚀éb', 6).ids).toEqual([3, 4, 2, 5, 1, 0]);
    expect(tokenize('b b b', 4)).toMatchObject({ ids: [3, 5, 3, 1], dropped: 3 });
    expect(tokenize('b b b', 7).dropped).toBe(0);
  });

  it('reads any text', async () => {
    const tokenize = await tokenizerOf(...pieces);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, length) => {
        const { ids, mask } = tokenize(text, length);
        expect([ids.length, mask.length]).toEqual([length, length]);
        expect(ids[mask.lastIndexOf(1)]).toBe(1);
      }),
    );
  });

  it.each([
    ['a piece of another kind', [...pieces, piece('x', 0, USER_DEFINED)], 'the piece "x" is of kind 4'],
    ['no end of a sentence', pieces.toSpliced(1, 1), 'there is no control piece </s>'],
    ['no pieces', [], 'there are no pieces in it'],
    ['another model', [...pieces, message(2, integer(3, 2))], 'model_type must be unigram'],
    ['pieces of bytes', [...pieces, message(2, integer(35, 1))], 'byte_fallback must be false'],
    ['no space put first', [...pieces, message(3, integer(3, 0))], 'add_dummy_prefix must be true'],
    ['rules cut short', [...pieces, message(3, bytes(2, Uint8Array.of(9, 0, 0, 0, 1)))], 'rules are cut short'],
    ['a field past the end', [...pieces, [Uint8Array.of(10, 200, 1)]], 'field 1 ends past its message'],
  ])('refuses a model with %s', async (_, fields, fault) => {
    await expect(tokenizerOf(...fields)).rejects.toThrow(fault);
    await expect(tokenizerOf(...fields)).rejects.toThrow('spiece.model');
  });
});
