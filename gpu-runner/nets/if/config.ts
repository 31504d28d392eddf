import { z } from 'zod';

/** In diffusers' and transformers' files: who wrote them, which changes nothing. */
const provenance = { _diffusers_version: z.string().optional(), _name_or_path: z.string().optional() };

const width = z.int().min(1).max(65_536);
const layers = z.int().min(1).max(64);
const factor = z.number().gt(0).max(100);
const none = z.null().default(null);

/**
 * unet/config.json of both stages of DeepFloyd IF: diffusers' UNet2DConditionModel with the values that these models use.
 * An option may be left out where diffusers' own default is one of them; what is not here is refused by its name.
 */
const Options = z.strictObject({
  ...provenance,
  _class_name: z.literal('UNet2DConditionModel'),
  sample_size: z.int().min(1).max(4096),
  in_channels: width,
  out_channels: width,
  center_input_sample: z.literal(false).default(false),
  flip_sin_to_cos: z.literal(true).default(true),
  freq_shift: z.literal(0).default(0),
  down_block_types: z.array(z.enum(['ResnetDownsampleBlock2D', 'SimpleCrossAttnDownBlock2D'])).min(1),
  mid_block_type: z.literal('UNetMidBlock2DSimpleCrossAttn'),
  up_block_types: z.array(z.enum(['ResnetUpsampleBlock2D', 'SimpleCrossAttnUpBlock2D'])).min(1),
  only_cross_attention: z.boolean().default(false),
  mid_block_only_cross_attention: z.boolean().nullable().default(null),
  block_out_channels: z.array(width).min(1),
  layers_per_block: z.union([layers, z.array(layers.or(z.literal(0)))]).default(2),
  downsample_padding: z.literal(1).default(1),
  mid_block_scale_factor: factor.default(1),
  dropout: z.literal(0).default(0),
  act_fn: z.literal('gelu'),
  norm_num_groups: width.default(32),
  norm_eps: z.number().gt(0).max(1).default(1e-5),
  cross_attention_dim: width,
  cross_attention_norm: z.literal('group_norm'),
  transformer_layers_per_block: z.literal(1).default(1),
  reverse_transformer_layers_per_block: none,
  encoder_hid_dim: width,
  encoder_hid_dim_type: z.literal('text_proj').nullable().default('text_proj'),
  attention_head_dim: width.default(8),
  num_attention_heads: none,
  attention_type: z.literal('default').default('default'),
  dual_cross_attention: z.literal(false).default(false),
  use_linear_projection: z.literal(false).default(false),
  upcast_attention: z.literal(false).default(false),
  class_embed_type: z.literal('timestep').nullable().default(null),
  num_class_embeds: none,
  projection_class_embeddings_input_dim: none,
  class_embeddings_concat: z.literal(false).default(false),
  addition_embed_type: z.literal('text'),
  addition_embed_type_num_heads: width.default(64),
  addition_time_embed_dim: none,
  resnet_time_scale_shift: z.literal('scale_shift'),
  resnet_skip_time_act: z.boolean().default(false),
  resnet_out_scale_factor: factor.default(1),
  time_embedding_type: z.literal('positional').default('positional'),
  time_embedding_dim: width.nullable().default(null),
  time_embedding_act_fn: z.literal('gelu').nullable().default(null),
  timestep_post_act: none,
  time_cond_proj_dim: none,
  conv_in_kernel: z.literal(3).default(3),
  conv_out_kernel: z.literal(3).default(3),
});

type Options = z.infer<typeof Options>;

/** What must hold between the options: the field at fault, and what is wrong with it. */
const rules: readonly [field: keyof Options, detail: string, holds: (options: Options) => boolean][] = [
  ['down_block_types', 'must be as many as block_out_channels', (o) => o.down_block_types.length === levelsOf(o)],
  ['up_block_types', 'must be as many as block_out_channels', (o) => o.up_block_types.length === levelsOf(o)],
  [
    'layers_per_block',
    'must be as many as block_out_channels',
    ({ layers_per_block: l, ...o }) => typeof l === 'number' || l.length === levelsOf(o),
  ],
  [
    'norm_num_groups',
    'must divide every width of block_out_channels',
    (o) => o.block_out_channels.every((c) => c % o.norm_num_groups === 0),
  ],
  [
    'attention_head_dim',
    'must divide the widths of blocks with attention',
    (o) => attentionWidths(o).every((c) => c % o.attention_head_dim === 0),
  ],
  ['block_out_channels', 'must begin with an even width', (o) => o.block_out_channels[0]! % 2 === 0],
  ['cross_attention_dim', 'must be a multiple of 32', (o) => o.cross_attention_dim % CROSS_GROUPS === 0],
  [
    'addition_embed_type_num_heads',
    'must divide encoder_hid_dim',
    (o) => o.encoder_hid_dim % o.addition_embed_type_num_heads === 0,
  ],
  ['sample_size', 'must halve evenly from level to level', (o) => o.sample_size % 2 ** (levelsOf(o) - 1) === 0],
];

export const IfUnetConfig = Options.superRefine((options, context) => {
  for (const [field, message, holds] of rules) {
    if (!holds(options)) context.addIssue({ code: 'custom', path: [field], message });
  }
});
export type IfUnetConfig = Options;

/** Groups of the normalisation of the text, which diffusers fixes. */
export const CROSS_GROUPS = 32;

/** ResnetBlock2Ds on the way down, by level. */
export function layersOf({ layers_per_block: perBlock, block_out_channels: widths }: IfUnetConfig): readonly number[] {
  return typeof perBlock === 'number' ? widths.map(() => perBlock) : perBlock;
}

/** Width of the embedding that the blocks are modulated by. */
export function timeWidth({ time_embedding_dim: dim, block_out_channels: widths }: IfUnetConfig): number {
  return dim ?? 4 * widths[0]!;
}

function levelsOf({ block_out_channels: widths }: Pick<Options, 'block_out_channels'>): number {
  return widths.length;
}

function attentionWidths({ block_out_channels: widths, down_block_types: down, up_block_types: up }: Options) {
  const upward = widths.toReversed();
  return [
    ...widths.filter((_, i) => down[i] === 'SimpleCrossAttnDownBlock2D'),
    ...upward.filter((_, i) => up[i] === 'SimpleCrossAttnUpBlock2D'),
    upward[0]!,
  ];
}
