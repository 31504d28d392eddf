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
  const meanSquare = g.node('Mul', [squares, g.scalar(1 / (n * h * w))], [c]);
  return { mean, variance: g.node('Sub', [meanSquare, g.node('Mul', [mean, mean], [c])], [c]) };
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
    const [n, c, h, w] = concrete(x) as [number, number, number, number];
    const op = (kind: string, a: Value, b: Value) => g.node(kind, [a, b], a.dims);
    const total = (v: Value) => reshape(g, reduce(g, 'ReduceSum', v, PIXELS), [c]);
    const perChannel = (v: Value) => reshape(g, v, [1, c, 1, 1]);
    const inverse = g.node('Reciprocal', [g.node('Sqrt', [op('Add', batch.variance, g.scalar(eps))], [c])], [c]);
    const dBias = total(dy);
    const dScale = op('Mul', op('Sub', total(op('Mul', dy, x)), op('Mul', batch.mean, dBias)), inverse);
    // dX = a dY + b x + k with a, b, k constant in each channel.
    const a = op('Mul', scale, inverse);
    const share = g.scalar(-1 / (n * h * w));
    const b = op('Mul', op('Mul', op('Mul', a, inverse), dScale), share);
    const k = op('Sub', op('Mul', op('Mul', a, dBias), share), op('Mul', b, batch.mean));
    const line = perChannelLine(g, x, { scale: b, bias: k });
    return [op('Add', op('Mul', dy, perChannel(a)), line), dScale, dBias];
  });
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
