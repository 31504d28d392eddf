import { TOKENS } from '../../bundle/kinds/if-unet.ts';
import type { Tokenize } from '../../bundle/tokenizer/t5-tokenizer.ts';
import type { Tensors } from '../../tensor/tensor.ts';
import { zeros } from '../../tensor/tensor.ts';

/**
 * Texts as the encoder takes them, `input_ids` and `attention_mask` [N, 77], in small letters and without spaces around them as
 * for DeepFloyd IF. The text "" is the end of a sentence and padding.
 */
export function encodeTexts(
  tokenize: Tokenize,
  texts: readonly string[],
): Pick<Tensors, 'input_ids' | 'attention_mask'> {
  const [ids, mask] = [zeros([texts.length, TOKENS]), zeros([texts.length, TOKENS])];
  texts.forEach((text, row) => {
    const tokens = tokenize(text.toLowerCase().trim(), TOKENS);
    ids.data.set(tokens.ids, row * TOKENS);
    mask.data.set(tokens.mask, row * TOKENS);
  });
  return { input_ids: ids, attention_mask: mask };
}
