import { IfUnetConfig } from '../../../nets/if/config.ts';
import { HEADS, TEXT_WIDTH } from '../networks.ts';

/** Width of the embedding of time and noise level that modulates each block. */
const TIME_WIDTH = 128;

/**
 * The second stage of if-tiny as a bundle's configuration: IF's own blocks, few of them and narrow. No pixel attends to another,
 * so that the network is convolutions and norms, and may be trained on squares cut from its pictures. The one attention that IF's
 * U-Nets cannot be without, in the middle, is to the text alone, which says nothing here, see `silentText`.
 */
export function upscalerOf(side: number, widths: readonly number[]): IfUnetConfig {
  return IfUnetConfig.parse({
    _class_name: 'UNet2DConditionModel',
    sample_size: side,
    in_channels: 6,
    out_channels: 6,
    down_block_types: widths.map(() => 'ResnetDownsampleBlock2D'),
    mid_block_type: 'UNetMidBlock2DSimpleCrossAttn',
    up_block_types: widths.map(() => 'ResnetUpsampleBlock2D'),
    only_cross_attention: true,
    block_out_channels: widths,
    layers_per_block: widths.map((_, level) => (level === 0 && widths.length > 1 ? 0 : 1)),
    act_fn: 'gelu',
    norm_num_groups: 8,
    cross_attention_dim: 32,
    cross_attention_norm: 'group_norm',
    encoder_hid_dim: TEXT_WIDTH,
    class_embed_type: 'timestep',
    time_embedding_dim: TIME_WIDTH,
    time_embedding_act_fn: 'gelu',
    attention_head_dim: 8,
    addition_embed_type: 'text',
    addition_embed_type_num_heads: HEADS,
    resnet_time_scale_shift: 'scale_shift',
    resnet_skip_time_act: true,
  });
}
