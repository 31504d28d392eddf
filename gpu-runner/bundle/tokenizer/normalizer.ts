import { z } from 'zod';
import { Charsmap } from './charsmap.ts';

/** A text as the next stage reads it. */
export type Normalize = (text: string) => string;

const pattern = z.union([z.strictObject({ String: z.string() }), z.strictObject({ Regex: z.string() })]);

/** The normalizers of tokenizer.json that T5's files and ours have. */
export const normalizerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Precompiled'), precompiled_charsmap: z.base64() }),
  z.strictObject({ type: z.enum(['NFC', 'NFD', 'NFKC', 'NFKD']) }),
  z.strictObject({ type: z.literal('Lowercase') }),
  z.strictObject({ type: z.literal('Strip'), strip_left: z.boolean(), strip_right: z.boolean() }),
  z.strictObject({ type: z.literal('Replace'), pattern, content: z.string() }),
  z.strictObject({
    type: z.literal('Sequence'),
    get normalizers(): z.ZodArray<z.ZodType<NormalizerConfig>> {
      return z.array(normalizerSchema);
    },
  }),
]);

export type NormalizerConfig =
  | { readonly type: 'Precompiled'; readonly precompiled_charsmap: string }
  | { readonly type: 'NFC' | 'NFD' | 'NFKC' | 'NFKD' }
  | { readonly type: 'Lowercase' }
  | { readonly type: 'Strip'; readonly strip_left: boolean; readonly strip_right: boolean }
  | { readonly type: 'Replace'; readonly pattern: z.output<typeof pattern>; readonly content: string }
  | { readonly type: 'Sequence'; readonly normalizers: readonly NormalizerConfig[] };

/** What a normalizer does to a text. Throws a RangeError when its rules are cut short, a SyntaxError for a bad pattern. */
export function normalizer(config: NormalizerConfig): Normalize {
  switch (config.type) {
    case 'Precompiled':
      return byGraphemes(new Charsmap(Buffer.from(config.precompiled_charsmap, 'base64')));
    case 'Lowercase':
      return (text) => Array.from(text, (character) => character.toLowerCase()).join('');
    case 'Strip':
      return (text) => strip(text, config.strip_left, config.strip_right);
    case 'Replace':
      return replace(config.pattern, config.content);
    case 'Sequence': {
      const steps = config.normalizers.map(normalizer);
      return (text) => steps.reduce((read, step) => step(read), text);
    }
    default:
      return (text) => text.normalize(config.type);
  }
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Of longer graphemes (in bytes), each character is looked up on its own. */
const LONG = 6;

/** As the tokenizers library applies SentencePiece's rules: grapheme by grapheme, and there by what it begins with. */
function byGraphemes(rules: Charsmap): Normalize {
  return (text) => {
    let read = '';
    for (const { segment } of GRAPHEMES.segment(text)) {
      const whole = Buffer.byteLength(segment) < LONG ? rules.shortest(segment) : undefined;
      read += whole ?? Array.from(segment, (character) => rules.shortest(character) ?? character).join('');
    }
    return read;
  };
}

/** White space is Unicode's, as the tokenizers library has it: trim leaves U+0085 and takes U+FEFF. */
function strip(text: string, left: boolean, right: boolean): string {
  const start = left ? text.replace(/^\p{White_Space}+/u, '') : text;
  return right ? start.replace(/\p{White_Space}+$/u, '') : start;
}

function replace(by: z.output<typeof pattern>, content: string): Normalize {
  const sought = 'String' in by ? by.String : new RegExp(by.Regex, 'gu');
  return (text) => text.replaceAll(sought, () => content);
}
