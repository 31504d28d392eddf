import { expect, it } from 'vitest';
import { TOKENS } from '../../bundle/kinds/if-unet.ts';
import { networksOf } from '../../train/if-tiny/networks.ts';
import { upscalerOf } from '../../train/if-tiny/upscale/network.ts';
import { declarationsOf } from '../declarations.ts';
import type { TrainableNet } from '../net.ts';
import { superResolution } from './super-resolution.ts';
import { textToImage } from './text-to-image.ts';

const pictures = networksOf({ size: 16, widths: [16, 32], vocabulary: 5 });
const small = { height: 16, width: 16, tokens: TOKENS, without: 0 };

it.each<[string, TrainableNet, string[]]>([
  [
    'stage 1',
    textToImage(pictures, small),
    [
      'text_encoder.encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight',
      'text_encoder.shared.weight',
      'unet.add_embedding.pool.positional_embedding',
      'unet.conv_in.weight',
      'unet.conv_out.weight',
      'unet.time_embedding.linear_1.weight',
    ],
  ],
  [
    'stage 2',
    superResolution(upscalerOf(32, [16, 32]), 16),
    ['class_embedding.linear_1.weight', 'conv_in.weight', 'conv_out.weight', 'time_embedding.linear_1.weight'],
  ],
])('of the matrices of %s all are inner but the tables, the first and the last', (_, net, outer) => {
  const matrices = [...declarationsOf(net)].filter(([, { dims }]) => dims.length > 1).map(([name]) => name);
  expect(matrices.filter((name) => !net.isInner!(name)).sort()).toEqual(outer);
});
