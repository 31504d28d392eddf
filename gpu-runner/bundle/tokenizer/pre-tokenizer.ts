import { z } from 'zod';

/** Parts of a text of which each is split into pieces on its own. */
export type Split = (text: string) => string[];

/** The pre-tokenizers of tokenizer.json that T5's files and ours have. */
export const preTokenizerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('WhitespaceSplit') }),
  z.strictObject({
    type: z.literal('Metaspace'),
    replacement: z.string().length(1),
    str_rep: z.string().optional(),
    prepend_scheme: z.literal('always').optional(),
    add_prefix_space: z.literal(true).optional(),
    split: z.literal(true).optional(),
  }),
  z.strictObject({
    type: z.literal('Sequence'),
    get pretokenizers(): z.ZodArray<z.ZodType<PreTokenizerConfig>> {
      return z.array(preTokenizerSchema);
    },
  }),
]);

export type PreTokenizerConfig =
  | { readonly type: 'WhitespaceSplit' }
  | { readonly type: 'Metaspace'; readonly replacement: string }
  | { readonly type: 'Sequence'; readonly pretokenizers: readonly PreTokenizerConfig[] };

/** How a pre-tokenizer splits a text. */
export function preTokenizer(config: PreTokenizerConfig): Split {
  switch (config.type) {
    case 'WhitespaceSplit':
      // Of Unicode, as the tokenizers library has it: \s is without U+0085 and has U+FEFF.
      return (text) => text.split(/\p{White_Space}+/u).filter((word) => word !== '');
    case 'Metaspace':
      return (text) => metaspace(text, config.replacement);
    case 'Sequence': {
      const steps = config.pretokenizers.map(preTokenizer);
      return (text) => steps.reduce((parts, step) => parts.flatMap(step), [text]);
    }
  }
}

/** Spaces are written as `mark`, one is put first, and each begins a new part. */
function metaspace(text: string, mark: string): string[] {
  if (text === '') return [];
  const marked = text.replaceAll(' ', mark);
  const [, ...parts] = (marked.startsWith(mark) ? marked : mark + marked).split(mark);
  return parts.map((part) => mark + part);
}
