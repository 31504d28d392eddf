import { sizeOf, type Tensor } from '../tensor/tensor.ts';
import { BLOCKED, fromBlocks, isBlocked, toBlocks } from './blocks.ts';
import type { Graph } from './graph.ts';
import { reduce } from './reduce.ts';
import { reshape } from './shape.ts';
import { ABSENT, concrete, dimAt, type Value } from './value.ts';

/**
 * What is done alike to all pixels of a channel of pictures [N,C,H,W], whose numbers are vectors [C]. In blocks it is said by
 * depthwise convolutions, which read the pictures once. None of it carries a gradient.
 */

const PIXELS = [0, 2, 3];
type Picture = [n: number, c: number, h: number, w: number];

/** A line in each channel, [C]; through zero without a bias. */
interface Line {
  readonly scale: Value;
  readonly bias?: Value;
}

/** The sum of x over batch and pixels, [C]. */
export function channelSum(g: Graph, x: Value): Value {
  const [n, c, h, w] = concrete(x) as Picture;
  if (!isBlocked(g, x)) return reshape(g, reduce(g, 'ReduceSum', x, PIXELS), [c]);
  const means = g.node('GlobalAveragePool', [toBlocks(g, x)], [n, c, 1, 1], {}, BLOCKED);
  return g.node('Mul', [overBatch(g, means, [n, c]), g.scalar(h * w)], [c]);
}

/** The sum of x y over batch and pixels, [C]. */
export function channelDot(g: Graph, x: Value, y: Value): Value {
  const [n, c] = concrete(x) as Picture;
  if (isBlocked(g, x) || isBlocked(g, y)) return overBatch(g, pictureDot(g, toBlocks(g, x), toBlocks(g, y)), [n, c]);
  // In two stages, since onnxruntime has no fast path for this reduction over axes that are not neighbours.
  if (x === y) return overBatch(g, reduce(g, 'ReduceSumSquare', x, [2, 3]), [n, c]);
  return reshape(g, reduce(g, 'ReduceSum', g.node('Mul', [x, y], x.dims), PIXELS), [c]);
}

/** The sum of x y over the pixels of each channel of each picture, as the depthwise convolution of x by y, which is as large. */
function pictureDot(g: Graph, x: Value, y: Value): Value {
  const [n, c, h, w] = concrete(x) as Picture;
  const channels = n * c;
  const operands = [reshape(g, x, [1, channels, h, w]), reshape(g, y, [channels, 1, h, w])];
  const attributes = { kernel_shape: { ints: [h, w] }, group: { int: channels } };
  return g.node('Conv', operands, [1, channels, 1, 1], attributes, BLOCKED);
}

function overBatch(g: Graph, x: Value, dims: readonly [n: number, c: number]): Value {
  return reshape(g, reduce(g, 'ReduceSum', reshape(g, x, dims), [0]), [dims[1]]);
}

/** scale x + bias in each channel, and `plus` where given. */
export function channelLine(g: Graph, x: Value, line: Line, plus?: Value): Value {
  if (isBlocked(g, x) || (plus && isBlocked(g, plus))) return blockedLine(g, x, line, plus);
  const y = line.bias ? plainLine(g, x, line.scale, line.bias) : scaled(g, x, line.scale);
  return plus ? g.node('Add', [y, plus], x.dims) : y;
}

function blockedLine(g: Graph, x: Value, { scale, bias }: Line, plus: Value | undefined): Value {
  const c = dimAt(x, 1);
  const offsets = plus ? [bias ?? ABSENT, toBlocks(g, plus)] : bias ? [bias] : [];
  const attributes = { kernel_shape: { ints: [1, 1] }, group: { int: c } };
  const inputs = [toBlocks(g, x), reshape(g, scale, [c, 1, 1, 1]), ...offsets];
  return fromBlocks(g, g.node('Conv', inputs, x.dims, attributes, BLOCKED));
}

/** Batch normalisation by mean 0 and variance 1: one pass over memory where Mul and Add take two. */
function plainLine(g: Graph, x: Value, scale: Value, bias: Value): Value {
  const [mean, variance] = [0, 1].map((value) => g.constant(filled(scale, value))) as [Value, Value];
  return g.node('BatchNormalization', [x, scale, bias, mean, variance], x.dims, { epsilon: { float: 0 } });
}

function scaled(g: Graph, x: Value, scale: Value): Value {
  return g.node('Mul', [x, reshape(g, scale, [1, dimAt(x, 1), 1, 1])], x.dims);
}

function filled(like: Value, value: number): Tensor {
  const dims = concrete(like);
  return { dims, data: new Float32Array(sizeOf(dims)).fill(value) };
}
