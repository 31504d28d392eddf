import { gelu } from '../../graph/activation.ts';
import { attention } from '../../graph/attention.ts';
import { add } from '../../graph/elementwise.ts';
import type { Graph } from '../../graph/graph.ts';
import { mean } from '../../graph/reduce.ts';
import { concat, reshape, transpose } from '../../graph/shape.ts';
import { layerNorm } from '../../graph/standardise.ts';
import { dimAt, type Value } from '../../graph/value.ts';
import { affineOf, dense } from '../layers.ts';
import type { Scope } from '../scope.ts';
import { type IfUnetConfig, timeWidth } from './config.ts';

/** PyTorch's default for LayerNorm. */
const NORM_EPS = 1e-5;

/**
 * What the network is told: the noise's timestep [N], the text [N,L,D] unless it is mute, and, in stage 2, the timestep of the
 * upscaled image.
 */
export interface Conditions {
  readonly timestep: Value;
  readonly text: Value | undefined;
  readonly noiseLevel: Value | undefined;
}

/** The embedding [N,T] that modulates every block: of the timestep, the noise level where there is one, and the text. */
export function embed(scope: Scope, { timestep, text, noiseLevel }: Conditions, config: IfUnetConfig): Value {
  const g = scope.graph;
  const ofTime = timestepEmbedding(scope, 'time_embedding', timestep, config);
  const ofBoth = noiseLevel ? add(g, ofTime, timestepEmbedding(scope, 'class_embedding', noiseLevel, config)) : ofTime;
  const whole = text ? add(g, ofBoth, textTimeEmbedding(scope, 'add_embedding', text, config)) : ofBoth;
  return config.time_embedding_act_fn === 'gelu' ? gelu(g, whole) : whole;
}

function timestepEmbedding(scope: Scope, name: string, t: Value, config: IfUnetConfig): Value {
  const waves = sinusoids(scope, t, config.block_out_channels[0]!);
  const hidden = gelu(scope.graph, dense(scope, `${name}.linear_1`, waves, timeWidth(config)));
  return dense(scope, `${name}.linear_2`, hidden, timeWidth(config));
}

/**
 * [cos t f_i | sin t f_i] for t [N], f_i = 10000^(-i / half), to [N,width] (Vaswani et al., "Attention Is All You Need",
 * section 3.5, in diffusers' order). The frequencies are rounded step by step as PyTorch does: times a large t, their last
 * digit shows.
 */
function sinusoids({ graph: g }: Scope, t: Value, width: number): Value {
  const half = width / 2;
  const log = Math.fround(-Math.log(10_000));
  const frequencies = Float32Array.from({ length: half }, (_, i) => Math.exp(Math.fround(Math.fround(log * i) / half)));
  const dims = [t.dims[0]!, half];
  const column = reshape(g, t, [t.dims[0]!, 1]);
  const phase = g.node('Mul', [column, g.constant({ dims: [1, half], data: frequencies })], dims);
  return concat(g, [g.node('Cos', [phase], dims), g.node('Sin', [phase], dims)], 1);
}

/** Text [N,L,D] pooled into one vector [N,T]. */
export function textTimeEmbedding(scope: Scope, name: string, text: Value, config: IfUnetConfig): Value {
  const g = scope.graph;
  const width = dimAt(text, 2);
  const tokens = layerNorm(g, text, affineOf(scope, `${name}.norm1`, width), NORM_EPS);
  const pooled = attentionPool(scope, `${name}.pool`, tokens, config.addition_embed_type_num_heads);
  const projected = dense(scope, `${name}.proj`, reshape(g, pooled, [text.dims[0]!, width]), timeWidth(config));
  return layerNorm(g, projected, affineOf(scope, `${name}.norm2`, timeWidth(config)), NORM_EPS);
}

/** A token made of the mean of all attends to itself and to them: [N,L,D] to [N,1,D] (AttentionPooling of deep-floyd/IF). */
function attentionPool(scope: Scope, name: string, tokens: Value, heads: number): Value {
  const g = scope.graph;
  const width = dimAt(tokens, 2);
  const position = scope.parameter(`${name}.positional_embedding`, [1, width], { uniform: Math.sqrt(3 / width) });
  const summary = add(g, tokenMean(g, tokens), position);
  const all = concat(g, [summary, tokens], 1);
  const project = (part: string, x: Value) => dense(scope, `${name}.${part}_proj`, x, width);
  const options = { heads, scale: (width / heads) ** -0.5 };
  return attention(g, project('q', summary), project('k', all), project('v', all), options);
}

/**
 * The mean of tokens [N,L,D], [N,1,D]. Without a gradient it is pooled: ReduceMean adds up in another order where there are fewer
 * texts than threads, so that an answer would depend on what is asked for beside it.
 */
function tokenMean(g: Graph, tokens: Value): Value {
  if (!g.target.fused) return mean(g, tokens, [1]);
  const n = tokens.dims[0]!;
  const [length, width] = [dimAt(tokens, 1), dimAt(tokens, 2)];
  const columns = reshape(g, transpose(g, tokens, [0, 2, 1]), [n, width, length, 1]);
  return reshape(g, g.node('GlobalAveragePool', [columns], [n, width, 1, 1]), [n, 1, width]);
}
