import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOKENS } from '../../../bundle/kinds/if-unet.ts';
import { type Piece, vocabularyOf } from './vocabulary.ts';

const SPECIAL_TOKENS = { pad_token: '<pad>', eos_token: '</s>', unk_token: '<unk>' } as const;

/**
 * Writes the tokenizer of `captions` to `directory`, in the files of which diffusers and transformers read T5's. Texts are
 * read in small letters, word by word, and end with </s>. transformers 5's T5Tokenizer leaves out a file's normalizer, so it
 * agrees on texts in small letters, as diffusers' IF pipelines hand over; its other classes agree on all.
 */
export async function writeTokenizer(directory: string, captions: Iterable<string>): Promise<void> {
  await mkdir(directory, { recursive: true });
  const write = (file: string, value: object) =>
    writeFile(join(directory, file), `${JSON.stringify(value, null, 1)}\n`);
  await write('tokenizer.json', tokenizerJson(vocabularyOf(captions)));
  await write('special_tokens_map.json', SPECIAL_TOKENS);
  const config = { tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: TOKENS, ...SPECIAL_TOKENS };
  await write('tokenizer_config.json', config);
}

/** The form of Hugging Face's tokenizers library. */
function tokenizerJson(vocab: readonly Piece[]) {
  const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };
  const [first, second, end] = [sequence('A'), sequence('B'), { SpecialToken: { id: '</s>', type_id: 0 } }];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: Object.values(SPECIAL_TOKENS).map(addedToken),
    normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }] },
    pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] },
    post_processor: {
      type: 'TemplateProcessing',
      single: [first, end],
      pair: [first, end, second, end],
      special_tokens: { '</s>': { id: '</s>', ids: [1], tokens: ['</s>'] } },
    },
    decoder: metaspace,
    model: { type: 'Unigram', unk_id: 2, vocab, byte_fallback: false },
  };
}

function sequence(id: string) {
  return { Sequence: { id, type_id: 0 } };
}

/** As they come in SPECIAL_TOKENS, their ids are 0, 1 and 2. */
function addedToken(content: string, id: number) {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
}
