import { expect, it } from 'vitest';
import { SafetyCheckerConfig } from './config.ts';

/** Names of what transformers wrote of every configuration inside another, and their values. */
const values: readonly (readonly [names: string, value: unknown])[] = [
  ['architectures bad_words_ids begin_suppress_tokens bos_token_id cross_attention_hidden_size', null],
  ['decoder_start_token_id eos_token_id exponential_decay_length_penalty finetuning_task', null],
  ['forced_bos_token_id forced_eos_token_id pad_token_id prefix problem_type sep_token_id', null],
  ['suppress_tokens task_specific_params tokenizer_class torch_dtype', null],
  ['add_cross_attention do_sample early_stopping is_decoder is_encoder_decoder output_attentions', false],
  ['output_hidden_states output_scores remove_invalid_values return_dict_in_generate', false],
  ['tf_legacy_loss tie_encoder_decoder torchscript use_bfloat16', false],
  ['return_dict tie_word_embeddings', true],
  ['chunk_size_feed_forward diversity_penalty encoder_no_repeat_ngram_size min_length', 0],
  ['no_repeat_ngram_size attention_dropout dropout', 0],
  ['length_penalty num_beam_groups num_beams num_return_sequences repetition_penalty', 1],
  ['temperature top_p typical_p initializer_factor', 1],
  ['id2label label2id pruned_heads', {}],
];
const dumped = {
  ...Object.fromEntries(values.flatMap(([names, value]) => names.split(' ').map((name) => [name, value]))),
  ...{ _name_or_path: '', initializer_range: 0.02, max_length: 20, top_k: 50, transformers_version: '4.28.0' },
};

it('a safety checker is read as transformers 4.28 wrote it', () => {
  const tower = { hidden_size: 1024, intermediate_size: 4096, num_attention_heads: 16, num_hidden_layers: 24 };
  const config = {
    _commit_hash: null,
    _name_or_path: './safety_checker',
    architectures: ['IFSafetyChecker'],
    initializer_factor: 1,
    logit_scale_init_value: 2.6592,
    model_type: 'clip',
    projection_dim: 768,
    text_config: { ...dumped, model_type: 'clip_text_model' },
    torch_dtype: 'float32',
    transformers_version: null,
    vision_config: { ...dumped, ...tower, model_type: 'clip_vision_model', patch_size: 14, projection_dim: 768 },
  };
  expect(SafetyCheckerConfig.parse(config).vision_config).toMatchObject({ ...tower, image_size: 224, patch_size: 14 });
});
