import type { Tokenize } from '../../../bundle/tokenizer/t5-tokenizer.ts';
import type { CaptionedPictures } from '../../dataset/dataset.ts';
import { type Batches, phaseAt } from '../../plan.ts';
import { stepDraws } from '../../step-draws.ts';
import { orders, picturesOf, textsOf } from '../batches.ts';
import { imagesAfter, stretchesOf } from '../run.ts';
import { encodeTexts } from '../texts.ts';
import { type TextConfig, textPlan } from './run.ts';

const drawsOf = stepDraws(['drop', 'caption', 'dx', 'dy']);

/** The feeds of `textReader`: captions, and their pictures reduced; the same pictures in the same order for equal seeds. */
export function textBatches(config: TextConfig, data: CaptionedPictures, tokenize: Tokenize): Batches {
  const plan = textPlan(config);
  const stretches = stretchesOf(config);
  const orderOf = orders(data.count, config.seed);
  return (index) => {
    const { size, batch } = stretches[phaseAt(plan, index).number]!;
    const seen = imagesAfter(plan, index);
    const chosen = Array.from({ length: batch }, (_, row) => orderOf(seen + row));
    const { uniforms } = drawsOf(config, index);
    const texts = textsOf(data, chosen, uniforms('caption', batch), uniforms('drop', batch));
    return {
      ...encodeTexts(tokenize, texts),
      picture: picturesOf(data, chosen, size, uniforms('dx', batch), uniforms('dy', batch)),
    };
  };
}
