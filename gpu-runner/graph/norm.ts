import { sizeOf, type Tensor } from '../tensor/tensor.ts';
import type { Graph } from './graph.ts';
import { reduce } from './reduce.ts';
import { reshape } from './shape.ts';
import { concrete, type Value } from './value.ts';

const PIXELS = [0, 2, 3];

export interface Affine {
  /** [C] */
  readonly scale: Value;
  readonly bias: Value;
}

export interface Moments {
  /** [C] */
  readonly mean: Value;
  readonly variance: Value;
}

/** The mean and the biased variance of each channel of x [N,C,H,W] over batch and pixels. */
export function moments(g: Graph, x: Value): Moments {
  const [n, c, h, w] = concrete(x) as [number, number, number, number];
  const mean = reshape(g, reduce(g, 'ReduceMean', x, PIXELS), [c]);
  // In two stages, since onnxruntime has no fast path for this reduction over axes that are not neighbours.
  const perImage = reduce(g, 'ReduceSumSquare', x, [2, 3]);
  const squares = reshape(g, reduce(g, 'ReduceSum', perImage, [0]), [c]);
  const meanSquare = op(g, 'Mul', squares, g.scalar(1 / (n * h * w)));
  // Rounding can take the variance of a channel that is all one value below zero.
  const variance = g.node('Relu', [op(g, 'Sub', meanSquare, op(g, 'Mul', mean, mean))], [c]);
  return { mean, variance };
}

/** Normalises x [N,C,H,W] by given moments: batch normalisation at inference. Carries no gradient. */
export function normalise(
  g: Graph,
  x: Value,
  { scale, bias }: Affine,
  { mean, variance }: Moments,
  eps: number,
): Value {
  return g.node('BatchNormalization', [x, scale, bias, mean, variance], x.dims, { epsilon: { float: eps } });
}

/**
 * Batch normalisation in training: x is normalised by its own `moments`. The operator's training mode is not used:
 * onnxruntime's CPU provider overwrites the statistics it was given. With xh = (x - mean) / std over M values
 * (Ioffe and Szegedy, "Batch Normalization", section 3): dBias = sum dY, dScale = sum dY xh,
 * dX = scale / std (dY - dBias / M - xh dScale / M).
 */
export function batchNorm(g: Graph, x: Value, affine: Affine, batch: Moments, eps: number): Value {
  const { scale, bias } = affine;
  const y = normalise(g, x, affine, batch, eps);
  return g.differentiable(y, [x, scale, bias], (dy) => {
    const inverse = inverseDeviation(g, batch, eps);
    const slope = affineGradient(g, x, dy, batch.mean, inverse);
    return [inputGradient(g, x, dy, op(g, 'Mul', scale, inverse), inverse, batch.mean, slope), slope.scale, slope.bias];
  });
}

/** dBias = sum dY and dScale = (sum dY x - mean sum dY) / std. */
function affineGradient(g: Graph, x: Value, dy: Value, mean: Value, inverse: Value): Affine {
  const total = (v: Value) => reshape(g, reduce(g, 'ReduceSum', v, PIXELS), mean.dims);
  const bias = total(dy);
  const centred = op(g, 'Sub', total(op(g, 'Mul', dy, x)), op(g, 'Mul', mean, bias));
  return { scale: op(g, 'Mul', centred, inverse), bias };
}

/** dX = a dY + b x + k with a = scale / std, b = -a dScale / (std M) and k = -a dBias / M - b mean in each channel. */
function inputGradient(g: Graph, x: Value, dy: Value, a: Value, inverse: Value, mean: Value, slope: Affine): Value {
  const [n, c, h, w] = concrete(x) as [number, number, number, number];
  const share = op(g, 'Mul', a, g.scalar(-1 / (n * h * w)));
  const b = op(g, 'Mul', op(g, 'Mul', share, inverse), slope.scale);
  const k = op(g, 'Sub', op(g, 'Mul', share, slope.bias), op(g, 'Mul', b, mean));
  const scaled = op(g, 'Mul', dy, reshape(g, a, [1, c, 1, 1]));
  return op(g, 'Add', scaled, perChannelLine(g, x, { scale: b, bias: k }));
}

function inverseDeviation(g: Graph, { variance }: Moments, eps: number): Value {
  const deviation = g.node('Sqrt', [op(g, 'Add', variance, g.scalar(eps))], variance.dims);
  return g.node('Reciprocal', [deviation], variance.dims);
}

/** An operator of two operands where the second broadcasts to the first. */
function op(g: Graph, kind: 'Add' | 'Sub' | 'Mul', a: Value, b: Value): Value {
  return g.node(kind, [a, b], a.dims);
}

/** scale x + bias in each channel: one pass over memory where Mul and Add take two. */
function perChannelLine(g: Graph, x: Value, line: Affine): Value {
  const unit = { mean: g.constant(filled(line.scale, 0)), variance: g.constant(filled(line.scale, 1)) };
  return normalise(g, x, line, unit, 0);
}

function filled(like: Value, value: number): Tensor {
  const dims = concrete(like);
  return { dims, data: new Float32Array(sizeOf(dims)).fill(value) };
}
