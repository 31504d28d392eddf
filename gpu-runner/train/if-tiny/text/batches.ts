import type { Tokenize } from '../../../bundle/tokenizer/t5-tokenizer.ts';
import { type Place, uniforms } from '../../../tensor/random.ts';
import { type Batches, phaseAt } from '../../course.ts';
import type { CaptionedPictures } from '../../pictures/dataset.ts';
import { orders, picturesOf, textsOf } from '../batches.ts';
import { imagesAfter, stretchesOf } from '../run.ts';
import { encodeTexts } from '../texts.ts';
import { type TextConfig, textCourse } from './run.ts';

/** What a step draws, each from a sequence of its own. */
const DRAWS = ['drop', 'caption', 'dx', 'dy'] as const;
type Draw = (typeof DRAWS)[number];

/** The feeds of `textReader`: captions, and their pictures reduced; the same pictures in the same order for equal seeds. */
export function textBatches(config: TextConfig, data: CaptionedPictures, tokenize: Tokenize): Batches {
  const course = textCourse(config);
  const stretches = stretchesOf(config);
  const orderOf = orders(data.count, config.seed);
  return (index) => {
    const { size, batch } = stretches[phaseAt(course, index).number]!;
    const seen = imagesAfter(course, index);
    const chosen = Array.from({ length: batch }, (_, row) => orderOf(seen + row));
    const draw = (what: Draw) => uniforms(placeOf(config, index, what), batch);
    const texts = textsOf(data, chosen, draw('caption'), draw('drop'));
    return { ...encodeTexts(tokenize, texts), picture: picturesOf(data, chosen, size, draw('dx'), draw('dy')) };
  };
}

function placeOf({ seed }: TextConfig, step: number, what: Draw): Place {
  return { seed, stream: 'train', sample: step, timestep: DRAWS.indexOf(what) };
}
