import { z } from 'zod';

const width = z.int().min(1).max(65_536);

/** What transformers' PretrainedConfig writes into every file; none of it is about how a picture is encoded. */
const generic = [
  '_commit_hash',
  '_name_or_path',
  'add_cross_attention',
  'architectures',
  'bad_words_ids',
  'begin_suppress_tokens',
  'bos_token_id',
  'chunk_size_feed_forward',
  'cross_attention_hidden_size',
  'decoder_start_token_id',
  'diversity_penalty',
  'do_sample',
  'dtype',
  'early_stopping',
  'encoder_no_repeat_ngram_size',
  'eos_token_id',
  'exponential_decay_length_penalty',
  'finetuning_task',
  'forced_bos_token_id',
  'forced_eos_token_id',
  'id2label',
  'initializer_factor',
  'initializer_range',
  'is_decoder',
  'is_encoder_decoder',
  'label2id',
  'length_penalty',
  'max_length',
  'min_length',
  'no_repeat_ngram_size',
  'num_beam_groups',
  'num_beams',
  'num_return_sequences',
  'output_attentions',
  'output_hidden_states',
  'output_scores',
  'pad_token_id',
  'prefix',
  'problem_type',
  'pruned_heads',
  'remove_invalid_values',
  'repetition_penalty',
  'return_dict',
  'return_dict_in_generate',
  'sep_token_id',
  'suppress_tokens',
  'task_specific_params',
  'temperature',
  'tf_legacy_loss',
  'tie_encoder_decoder',
  'tie_word_embeddings',
  'tokenizer_class',
  'top_k',
  'top_p',
  'torch_dtype',
  'torchscript',
  'transformers_version',
  'typical_p',
  'use_bfloat16',
];

/** Of training, or of the text tower, which the safety checker does not have. */
const elsewhere = ['logit_scale_init_value', 'projection_dim', 'text_config', 'text_config_dict', 'vision_config_dict'];

/** The vision tower. What is left out has CLIPVisionConfig's default; another activation or kind is refused by its name. */
const VisionConfig = z
  .strictObject({
    ...anything([...generic, 'attention_dropout', 'dropout']),
    model_type: z.literal('clip_vision_model'),
    hidden_size: width.default(768),
    intermediate_size: width.default(3072),
    projection_dim: width.default(512),
    num_hidden_layers: z.int().min(1).max(128).default(12),
    num_attention_heads: width.default(12),
    num_channels: z.literal(3).default(3),
    image_size: z.int().min(1).max(4096).default(224),
    patch_size: z.int().min(1).max(4096).default(32),
    hidden_act: z.literal('quick_gelu').default('quick_gelu'),
    layer_norm_eps: z.number().gt(0).max(1).default(1e-5),
  })
  .refine((c) => c.hidden_size % c.num_attention_heads === 0, {
    path: ['num_attention_heads'],
    message: 'must divide hidden_size',
  });

/** safety_checker/config.json: transformers' CLIPConfig. */
export const SafetyCheckerConfig = z.strictObject({
  ...anything([...generic, ...elsewhere]),
  model_type: z.literal('clip'),
  vision_config: VisionConfig,
});
export type SafetyCheckerConfig = z.infer<typeof SafetyCheckerConfig>;
export type VisionConfig = z.infer<typeof VisionConfig>;

function anything(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, z.unknown().optional()]));
}
