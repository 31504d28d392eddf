import { softmax } from './activation.ts';
import { add, scale } from './elementwise.ts';
import type { Graph } from './graph.ts';
import { batchMatmul } from './matmul.ts';
import { reshape, transpose } from './shape.ts';
import { describe, dimAt, type Value } from './value.ts';

export interface AttentionOptions {
  readonly heads: number;
  /** What the products of queries and keys are multiplied by. */
  readonly scale: number;
  /** Added to the scaled products; broadcasts to [N,heads,Q,K]. */
  readonly bias?: Value;
}

/**
 * softmax(scale q k^T + bias) v in each head (Vaswani et al., "Attention Is All You Need", section 3.2), for
 * q [N,Q,C], k and v [N,K,C], to [N,Q,C]. A head takes C / heads neighbouring channels.
 */
export function attention(g: Graph, q: Value, k: Value, v: Value, options: AttentionOptions): Value {
  const { heads, bias } = options;
  if (g.target.fused && !bias) return fused(g, q, k, v, options);
  const queries = split(g, options.scale === 1 ? q : scale(g, q, options.scale), heads, [0, 2, 1, 3]);
  const products = batchMatmul(g, queries, split(g, k, heads, [0, 2, 3, 1]));
  const weights = softmax(g, bias ? add(g, products, bias) : products);
  const mixed = batchMatmul(g, weights, split(g, v, heads, [0, 2, 1, 3]));
  return reshape(g, transpose(g, mixed, [0, 2, 1, 3]), q.dims);
}

/**
 * The same as onnxruntime's own operator, which all of its providers have. It never holds all products at once: of N pictures
 * of 64 x 64 pixels they are N heads 4096^2 numbers.
 */
function fused(g: Graph, q: Value, k: Value, v: Value, { heads, scale }: AttentionOptions): Value {
  const attributes = { num_heads: { int: heads }, scale: { float: scale } };
  const y = g.node('MultiHeadAttention', [q, k, v], q.dims, attributes, 'com.microsoft');
  return g.differentiable(y, [q, k, v], () => {
    throw new Error('fused attention has no gradient: differentiate a graph whose target has none');
  });
}

/** x [N,L,C] to [N,L,heads,C/heads], and that transposed. */
function split(g: Graph, x: Value, heads: number, perm: readonly number[]): Value {
  const [n, length, width] = [x.dims[0]!, dimAt(x, 1), dimAt(x, 2)];
  if (width % heads !== 0) throw new RangeError(`${describe(x)} does not divide into ${heads} heads`);
  return transpose(g, reshape(g, x, [n, length, heads, width / heads]), perm);
}
