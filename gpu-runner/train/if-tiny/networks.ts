import { IfUnetConfig } from '../../nets/if/config.ts';
import type { TextToImageConfig } from '../../nets/if/text-to-image.ts';
import { T5Config } from '../../nets/t5/config.ts';

/** Width of the text's embedding. */
export const TEXT_WIDTH = 96;

/** Width of the embedding of time and text that modulates each block. */
const TIME_WIDTH = 256;

export const HEADS = 3;

export interface NetworkSizes {
  /** Pixels on a side of the pictures to be made. */
  readonly size: number;
  /** Channels of the U-Net's levels, the finest first. */
  readonly widths: readonly number[];
  /** Pieces that the tokenizer knows. */
  readonly vocabulary: number;
}

/** Both networks of if-tiny as a bundle's configurations: IF's own blocks, few of them and narrow. */
export function networksOf({ size, widths, vocabulary }: NetworkSizes): TextToImageConfig {
  return { text: T5Config.parse(textConfig(vocabulary)), unet: IfUnetConfig.parse(unetConfig(size, widths)) };
}

function textConfig(vocabulary: number) {
  return {
    model_type: 't5',
    vocab_size: vocabulary,
    d_model: TEXT_WIDTH,
    d_kv: TEXT_WIDTH / HEADS,
    d_ff: 2 * TEXT_WIDTH,
    num_layers: 2,
    num_heads: HEADS,
    relative_attention_num_buckets: 32,
    feed_forward_proj: 'gated-gelu',
  };
}

/**
 * The coarsest level alone attends to the text and to itself: of 64 pixels that is the one of 8, where it costs little. The
 * finest, whose pixels are many, has on the way down no block but the one that halves it.
 */
function unetConfig(size: number, widths: readonly number[]) {
  const attends = widths.map((_, level) => level === widths.length - 1);
  return {
    _class_name: 'UNet2DConditionModel',
    sample_size: size,
    in_channels: 3,
    out_channels: 6,
    down_block_types: attends.map((yes) => (yes ? 'SimpleCrossAttnDownBlock2D' : 'ResnetDownsampleBlock2D')),
    mid_block_type: 'UNetMidBlock2DSimpleCrossAttn',
    up_block_types: attends.toReversed().map((yes) => (yes ? 'SimpleCrossAttnUpBlock2D' : 'ResnetUpsampleBlock2D')),
    block_out_channels: widths,
    layers_per_block: widths.map((_, level) => (level === 0 && widths.length > 1 ? 0 : 1)),
    act_fn: 'gelu',
    norm_num_groups: 8,
    cross_attention_dim: TEXT_WIDTH,
    cross_attention_norm: 'group_norm',
    encoder_hid_dim: TEXT_WIDTH,
    time_embedding_dim: TIME_WIDTH,
    attention_head_dim: 32,
    addition_embed_type: 'text',
    addition_embed_type_num_heads: HEADS,
    resnet_time_scale_shift: 'scale_shift',
  };
}
