import { z } from 'zod';
import { BundleError } from '../bundle-error.ts';
import { readConfig } from '../read-config.ts';
import { type Normalize, normalizer, normalizerSchema } from './normalizer.ts';
import { preTokenizer, preTokenizerSchema } from './pre-tokenizer.ts';
import type { TextModel } from './text-model.ts';
import { Unigram } from './unigram.ts';

const addedToken = z.object({ id: z.int(), content: z.string(), special: z.literal(true) });

/** One sentence and what follows it: what the tokenizers library calls a template. */
const template = z.strictObject({
  type: z.literal('TemplateProcessing'),
  single: z.tuple([
    z.object({ Sequence: z.object({ id: z.literal('A') }) }),
    z.object({ SpecialToken: z.object({ id: z.literal('</s>') }) }),
  ]),
  pair: z.unknown(),
  special_tokens: z.object({ '</s>': z.object({ ids: z.tuple([z.int()]) }) }),
});

const tokenizerSchema = z.strictObject({
  version: z.literal('1.0'),
  truncation: z.unknown(),
  padding: z.unknown(),
  added_tokens: z.array(addedToken),
  normalizer: normalizerSchema.nullable(),
  pre_tokenizer: preTokenizerSchema,
  post_processor: template,
  decoder: z.unknown(),
  model: z.strictObject({
    type: z.literal('Unigram'),
    unk_id: z.int().nonnegative(),
    vocab: z.array(z.tuple([z.string(), z.number()])).min(1),
    byte_fallback: z.literal(false).optional(),
  }),
});

/**
 * A tokenizer.json of Hugging Face's tokenizers library whose model is Unigram, as T5's are. Special tokens that are
 * written out in a text are read as text. Throws a BundleError that names the file and the field that it does not know.
 */
export async function readTokenizerJson(directory: string): Promise<TextModel> {
  const config = await readConfig(directory, 'tokenizer.json', tokenizerSchema);
  const special = new Set(config.added_tokens.map(({ id }) => id));
  const pieces = config.model.vocab.map(([text, score], id) => ({ text, score, inTexts: !special.has(id) }));
  const unigram = new Unigram(pieces, config.model.unk_id, 'float64');
  const [normalize, split] = [normalizerOf(config.normalizer, directory), preTokenizer(config.pre_tokenizer)];
  const padding = config.added_tokens.find(({ content }) => content === '<pad>');
  if (!padding) throw new BundleError(`${directory}/tokenizer.json: added_tokens has no <pad>`);
  return {
    encode: (text) => split(normalize(text)).flatMap((part) => unigram.encode(part)),
    end: config.post_processor.special_tokens['</s>'].ids[0],
    padding: padding.id,
  };
}

function normalizerOf(config: z.output<typeof tokenizerSchema>['normalizer'], directory: string): Normalize {
  try {
    return config ? normalizer(config) : (text) => text;
  } catch (cause) {
    throw new BundleError(`${directory}/tokenizer.json: normalizer: ${(cause as Error).message}`, { cause });
  }
}
