import { sizeOf } from '../tensor/tensor.ts';
import { add, mul } from './elementwise.ts';
import type { Graph } from './graph.ts';
import type { Affine } from './norm.ts';
import { inPieces } from './pieces.ts';
import { reduce } from './reduce.ts';
import { reshape } from './shape.ts';
import { concrete, describe, dimAt, type Value } from './value.ts';

/** Group normalisation of x [N,C,...] without its affine part (Wu and He, "Group Normalization"); C is a multiple of `groups`. */
export function groupStandardise(g: Graph, x: Value, groups: number, eps: number): Value {
  const channels = dimAt(x, 1);
  if (channels % groups !== 0) throw new RangeError(`${describe(x)} does not divide into ${groups} groups`);
  const size = (channels / groups) * sizeOf(x.dims.slice(2).map((_, i) => dimAt(x, i + 2)));
  const grouped = reshape(g, x, [x.dims[0]!, groups, size]);
  return reshape(g, standardise(g, grouped, eps), x.dims);
}

/** Group normalisation of x [N,C,...] with scale and bias [C]. */
export function groupNorm(g: Graph, x: Value, affine: Affine, groups: number, eps: number): Value {
  const dims = [dimAt(x, 1), ...x.dims.slice(2).map(() => 1)];
  const scaled = mul(g, groupStandardise(g, x, groups, eps), reshape(g, affine.scale, dims));
  return add(g, scaled, reshape(g, affine.bias, dims));
}

/** Layer normalisation of x [N,...,C] over its last axis (Ba et al., "Layer Normalization"); scale and bias [C]. */
export function layerNorm(g: Graph, x: Value, { scale, bias }: Affine, eps: number): Value {
  const width = dimAt(x, -1);
  const rows = sizeOf(x.dims.slice(1, -1).map((_, i) => dimAt(x, i + 1)));
  const standard = standardise(g, reshape(g, x, [x.dims[0]!, rows, width]), eps);
  return add(g, mul(g, reshape(g, standard, x.dims), scale), bias);
}

/**
 * y = (x - mean) r over the last axis of x [N,G,M], r = 1 / sqrt(variance + eps). InstanceNormalization takes the
 * variance of the centred values, where LayerNormalization subtracts two large squares. As for batch normalisation,
 * dX = r (dY - mean dY - y mean(dY y)).
 */
function standardise(g: Graph, x: Value, eps: number): Value {
  const units = (value: number) => ({ dims: [dimAt(x, 1)], data: new Float32Array(dimAt(x, 1)).fill(value) });
  const affine = [g.constant(units(1)), g.constant(units(0))];
  const y = g.node('InstanceNormalization', [x, ...affine], x.dims, { epsilon: { float: eps } });
  return g.differentiable(y, [x], (dy) => {
    const rows = sizeOf(concrete(x).slice(0, -1));
    return [inPieces(g, [x, y, dy], rows, (body, [a, b, c]) => standardiseGradient(body, a!, b!, c!, eps))];
  });
}

function standardiseGradient(g: Graph, x: Value, y: Value, dy: Value, eps: number): Value {
  const along = times(g, y, rowMean(g, times(g, dy, y)));
  const rest = g.node('Sub', [g.node('Sub', [dy, rowMean(g, dy)], dy.dims), along], dy.dims);
  return g.node('Div', [rest, deviation(g, x, y, eps)], dy.dims);
}

/** s = 1 / r from x and y: p = mean(x y) = r variance = s - eps / s, so that s = (p + sqrt(p^2 + 4 eps)) / 2. */
function deviation(g: Graph, x: Value, y: Value, eps: number): Value {
  const p = rowMean(g, times(g, x, y));
  const square = g.node('Add', [times(g, p, p), g.scalar(4 * eps)], p.dims);
  return times(g, g.node('Add', [p, g.node('Sqrt', [square], p.dims)], p.dims), g.scalar(0.5));
}

/**
 * y = w x r over the last axis of x [...,C], r = 1 / sqrt(mean(x^2) + eps), for w [C] (Zhang and Sennrich, "Root Mean
 * Square Layer Normalization"). With u = x r, dU = r (dU - u mean(dU u)).
 */
export function rmsNorm(g: Graph, x: Value, weight: Value, eps: number): Value {
  if (g.target.fused) return fusedRmsNorm(g, x, weight, eps);
  const r = inverseRoot(g, rowMean(g, times(g, x, x)), eps);
  const u = g.differentiable(times(g, x, r), [x], (du) => {
    const along = times(g, u, rowMean(g, times(g, du, u)));
    return [times(g, g.node('Sub', [du, along], x.dims), r)];
  });
  return mul(g, u, weight);
}

/** The same as onnxruntime's own operator, which its processor and CUDA have. */
function fusedRmsNorm(g: Graph, x: Value, weight: Value, eps: number): Value {
  const attributes = { axis: { int: -1 }, epsilon: { float: eps }, stash_type: { int: 1 } };
  return g.node('SimplifiedLayerNormalization', [x, weight], x.dims, attributes);
}

/** The mean over the last axis, kept as one. */
function rowMean(g: Graph, x: Value): Value {
  return reduce(g, 'ReduceMean', x, [x.dims.length - 1]);
}

function inverseRoot(g: Graph, square: Value, eps: number): Value {
  const shifted = g.node('Add', [square, g.scalar(eps)], square.dims);
  return g.node('Reciprocal', [g.node('Sqrt', [shifted], square.dims)], square.dims);
}

/** The product where `b` broadcasts to `a`. Carries no gradient. */
function times(g: Graph, a: Value, b: Value): Value {
  return g.node('Mul', [a, b], a.dims);
}
