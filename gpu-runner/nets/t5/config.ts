import { z } from 'zod';

const width = z.int().min(1).max(1_000_000);

/** Of the decoder, of training, or of who wrote the file: they change nothing in the encoder. */
const irrelevant = Object.fromEntries(
  [
    '_name_or_path',
    'architectures',
    'bos_token_id',
    'classifier_dropout',
    'decoder_start_token_id',
    'dropout_rate',
    'dtype',
    'eos_token_id',
    'initializer_factor',
    'is_encoder_decoder',
    'n_positions',
    'num_decoder_layers',
    'output_past',
    'pad_token_id',
    'scale_decoder_outputs',
    'tie_word_embeddings',
    'torch_dtype',
    'transformers_version',
    'use_cache',
  ].map((name) => [name, z.unknown().optional()]),
);

/**
 * text_encoder/config.json of a T5 v1.1 encoder in transformers' layout. Feed-forwards are gated by the tanh-approximated
 * GELU; what else is not T5 v1.1 is refused by its name.
 */
export const T5Config = z.strictObject({
  ...irrelevant,
  model_type: z.literal('t5'),
  vocab_size: width,
  d_model: width,
  d_kv: width,
  d_ff: width,
  num_layers: z.int().min(1).max(128),
  num_heads: width,
  relative_attention_num_buckets: z.int().min(4).max(65_536).multipleOf(2),
  relative_attention_max_distance: width.default(128),
  layer_norm_epsilon: z.number().gt(0).max(1).default(1e-6),
  feed_forward_proj: z.literal('gated-gelu'),
  dense_act_fn: z.literal('gelu_new').default('gelu_new'),
  is_gated_act: z.literal(true).default(true),
  is_decoder: z.literal(false).default(false),
});
export type T5Config = z.infer<typeof T5Config>;
