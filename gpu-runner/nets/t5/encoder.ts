import { geluTanh } from '../../graph/activation.ts';
import { attention } from '../../graph/attention.ts';
import { add, mul, scale, sub } from '../../graph/elementwise.ts';
import { embedding } from '../../graph/embedding.ts';
import { linear } from '../../graph/matmul.ts';
import { reshape, transpose } from '../../graph/shape.ts';
import { rmsNorm } from '../../graph/standardise.ts';
import { dimAt, type Value } from '../../graph/value.ts';
import type { Net } from '../net.ts';
import type { Scope } from '../scope.ts';
import type { T5Config } from './config.ts';
import { relativeBuckets } from './relative-buckets.ts';

/** The lowest float32, which transformers adds for keys that are not to be seen: a row of nothing else stays finite. */
const HIDDEN = -(2 - 2 ** -23) * 2 ** 127;

/**
 * How the table of pieces begins. transformers begins with 1, for an optimiser whose steps grow with what they change; Adam's do
 * not, and would leave the pieces of rare words where they were drawn.
 */
export const TABLE_DEVIATION = 0.05;

/**
 * The encoder of T5 v1.1 (Shazeer, "GLU Variants Improve Transformer"), as transformers' T5EncoderModel: from `input_ids`
 * [N,tokens] and `attention_mask` [N,tokens], 1 for what is read and 0 for padding, to `last_hidden_state`
 * [N,tokens,d_model].
 */
export function t5Encoder(config: T5Config, tokens: number): Net {
  return {
    inputs: { input_ids: [tokens], attention_mask: [tokens] },
    forward: (scope, { input_ids: ids, attention_mask: mask }) => ({
      last_hidden_state: encode(scope, ids!, mask!, config),
    }),
  };
}

function encode(scope: Scope, ids: Value, mask: Value, config: T5Config): Value {
  const g = scope.graph;
  const { vocab_size, d_model, num_layers } = config;
  const table = scope.parameter('shared.weight', [vocab_size, d_model], deviation(TABLE_DEVIATION));
  const bias = add(g, positionBias(scope, dimAt(ids, 1), config), maskBias(scope, mask));
  let x = embedding(g, table, g.cast(ids, 'int64'));
  for (let i = 0; i < num_layers; i++) {
    x = selfAttention(scope, `encoder.block.${i}.layer.0`, x, bias, config);
    x = feedForward(scope, `encoder.block.${i}.layer.1`, x, config);
  }
  return normed(scope, 'encoder.final_layer_norm', x, config);
}

/** [1,heads,tokens,tokens], the same in every block; its weights are the first block's. */
function positionBias(scope: Scope, tokens: number, config: T5Config): Value {
  const g = scope.graph;
  const { num_heads, relative_attention_num_buckets: buckets, relative_attention_max_distance: maxDistance } = config;
  const name = 'encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight';
  const table = scope.parameter(name, [buckets, num_heads], deviation(config.d_model ** -0.5));
  const pairs = g.integers(relativeBuckets(tokens, { buckets, maxDistance }));
  const rows = transpose(g, embedding(g, table, pairs), [1, 0]);
  return reshape(g, rows, [1, num_heads, tokens, tokens]);
}

/** [N,1,1,tokens]: nothing where the mask is 1. */
function maskBias({ graph: g }: Scope, mask: Value): Value {
  const hidden = scale(g, sub(g, g.scalar(1), mask), HIDDEN);
  return reshape(g, hidden, [mask.dims[0]!, 1, 1, mask.dims[1]!]);
}

/** Products of queries and keys are not scaled: their initial weights are smaller instead. */
function selfAttention(scope: Scope, name: string, x: Value, bias: Value, config: T5Config): Value {
  const { d_model: width, d_kv, num_heads: heads } = config;
  const h = normed(scope, `${name}.layer_norm`, x, config);
  const project = (part: string, std: number) =>
    projected(scope, `${name}.SelfAttention.${part}`, h, heads * d_kv, std);
  const [q, k, v] = [project('q', (width * d_kv) ** -0.5), project('k', width ** -0.5), project('v', width ** -0.5)];
  const mixed = attention(scope.graph, q, k, v, { heads, scale: 1, bias });
  return add(scope.graph, x, projected(scope, `${name}.SelfAttention.o`, mixed, width, (heads * d_kv) ** -0.5));
}

function feedForward(scope: Scope, name: string, x: Value, config: T5Config): Value {
  const g = scope.graph;
  const { d_model: width, d_ff: inner } = config;
  const h = normed(scope, `${name}.layer_norm`, x, config);
  const project = (part: string) => projected(scope, `${name}.DenseReluDense.${part}`, h, inner, width ** -0.5);
  const gated = mul(g, geluTanh(g, project('wi_0')), project('wi_1'));
  // As transformers has it in half precision: what this one sums up is too large for that in T5 v1.1 XXL.
  return add(g, x, projected(scope, `${name}.DenseReluDense.wo`, gated, width, inner ** -0.5, { wide: true }));
}

/** x [...,in] to [...,out] without bias. */
function projected(scope: Scope, name: string, x: Value, out: number, std: number, { wide = false } = {}): Value {
  const weight = scope.parameter(`${name}.weight`, [out, dimAt(x, -1)], deviation(std));
  return linear(scope.graph, x, weight, undefined, { wide });
}

function normed(scope: Scope, name: string, x: Value, { d_model, layer_norm_epsilon: eps }: T5Config): Value {
  return rmsNorm(scope.graph, x, scope.parameter(`${name}.weight`, [d_model], { constant: 1 }), eps);
}

/** Uniform with this standard deviation. */
function deviation(std: number) {
  return { uniform: std * Math.sqrt(3) };
}
