import { channelDot, channelLine, channelSum } from './channels.ts';
import type { Graph } from './graph.ts';
import { concrete, type Value } from './value.ts';

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
  const share = g.scalar(1 / pixels(x));
  const mean = op(g, 'Mul', channelSum(g, x), share);
  const meanSquare = op(g, 'Mul', channelDot(g, x, x), share);
  // Rounding can take the variance of a channel that is all one value below zero.
  const variance = g.node('Relu', [op(g, 'Sub', meanSquare, op(g, 'Mul', mean, mean))], mean.dims);
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
export function batchNorm(g: Graph, x: Value, { scale, bias }: Affine, batch: Moments, eps: number): Value {
  const inverse = inverseDeviation(g, batch, eps);
  const a = op(g, 'Mul', scale, inverse);
  const y = channelLine(g, x, { scale: a, bias: op(g, 'Sub', bias, op(g, 'Mul', batch.mean, a)) });
  return g.differentiable(y, [x, scale, bias], (dy) => {
    const slope = affineGradient(g, x, dy, batch.mean, inverse);
    return [inputGradient(g, x, dy, { a, inverse, mean: batch.mean, slope }), slope.scale, slope.bias];
  });
}

/** dBias = sum dY and dScale = (sum dY x - mean sum dY) / std. */
function affineGradient(g: Graph, x: Value, dy: Value, mean: Value, inverse: Value): Affine {
  const bias = channelSum(g, dy);
  const centred = op(g, 'Sub', channelDot(g, dy, x), op(g, 'Mul', mean, bias));
  return { scale: op(g, 'Mul', centred, inverse), bias };
}

/** What the gradient of a normalisation is made of, a = scale / std and inverse = 1 / std; all [C]. */
interface Normalisation {
  readonly a: Value;
  readonly inverse: Value;
  readonly mean: Value;
  readonly slope: Affine;
}

/** dX = a dY + b x + k with a = scale / std, b = -a dScale / (std M) and k = -a dBias / M - b mean in each channel. */
function inputGradient(g: Graph, x: Value, dy: Value, { a, inverse, mean, slope }: Normalisation): Value {
  const share = op(g, 'Mul', a, g.scalar(-1 / pixels(x)));
  const b = op(g, 'Mul', op(g, 'Mul', share, inverse), slope.scale);
  const k = op(g, 'Sub', op(g, 'Mul', share, slope.bias), op(g, 'Mul', b, mean));
  return channelLine(g, x, { scale: b, bias: k }, channelLine(g, dy, { scale: a }));
}

/** The pixels of a channel, over the whole batch. */
function pixels(x: Value): number {
  const [n, , h, w] = concrete(x) as [number, number, number, number];
  return n * h * w;
}

function inverseDeviation(g: Graph, { variance }: Moments, eps: number): Value {
  const deviation = g.node('Sqrt', [op(g, 'Add', variance, g.scalar(eps))], variance.dims);
  return g.node('Reciprocal', [deviation], variance.dims);
}

/** An operator of two operands where the second broadcasts to the first. */
function op(g: Graph, kind: 'Add' | 'Sub' | 'Mul', a: Value, b: Value): Value {
  return g.node(kind, [a, b], a.dims);
}
