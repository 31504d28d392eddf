import { gelu } from '../../graph/activation.ts';
import { mul, sub } from '../../graph/elementwise.ts';
import { meanAll } from '../../graph/reduce.ts';
import { reshape } from '../../graph/shape.ts';
import type { Value } from '../../graph/value.ts';
import { dense } from '../layers.ts';
import type { TrainableNet } from '../net.ts';
import type { Scope } from '../scope.ts';
import { t5Encoder } from '../t5/encoder.ts';
import { textTimeEmbedding } from './embeddings.ts';
import { PARTS, type TextToImageConfig } from './text-to-image.ts';

/** What only the reader has, and no bundle. */
const HEAD = 'head';

type Values = Readonly<Record<string, Value>>;

/**
 * What of `textToImage` reads the text, under the same names, and a linear map of what it hands to the U-Net: from `input_ids` and
 * `attention_mask` [N,L] to `picture` [N,3,side,side], the mean of the pictures that have this text. Trained on `picture` by the
 * squared error.
 */
export function textReader({ text, unet }: TextToImageConfig, tokens: number, side: number): TrainableNet {
  const encoder = t5Encoder(text, tokens);
  const picture = [unet.in_channels, side, side];
  const [channels] = picture as [number];
  const draw = (scope: Scope, inputs: Values) => {
    const g = scope.graph;
    const { last_hidden_state: states } = encoder.forward(scope.under(PARTS.text), inputs);
    const told = gelu(g, textTimeEmbedding(scope.under(PARTS.unet), 'add_embedding', states!, unet));
    const flat = dense(scope.under(HEAD), 'out', told, channels * side * side);
    return reshape(g, flat, [told.dims[0]!, ...picture]);
  };
  return {
    inputs: encoder.inputs,
    forward: (scope, inputs) => ({ picture: draw(scope, inputs) }),
    feeds: { ...encoder.inputs, picture },
    loss(scope, { picture: truth, ...inputs }) {
      const error = sub(scope.graph, draw(scope, inputs), truth!);
      return meanAll(scope.graph, mul(scope.graph, error, error));
    },
  };
}
