import type { Graph } from './graph.ts';
import { reshape } from './shape.ts';
import { concrete, type Dim, sameDims, type Value } from './value.ts';

type Reduction = 'ReduceSum' | 'ReduceMean' | 'ReduceSumSquare' | 'ReduceMax';

/** A reduction over `axes`, which stay as ones. Carries no gradient of its own. */
export function reduce(g: Graph, op: Reduction, x: Value, axes: readonly number[]): Value {
  const dims = x.dims.map((d, i) => (axes.includes(i) ? 1 : d));
  return g.node(op, [x, g.integers(axes)], dims, { keepdims: { int: 1 } });
}

/** Sum over `axes`, kept as ones. dX = dY broadcast. */
export function sum(g: Graph, x: Value, axes: readonly number[]): Value {
  return g.differentiable(reduce(g, 'ReduceSum', x, axes), [x], (dy) => [expand(g, dy, x.dims)]);
}

/** Mean over `axes`, kept as ones. dX = dY / count, broadcast. */
export function mean(g: Graph, x: Value, axes: readonly number[]): Value {
  return g.differentiable(reduce(g, 'ReduceMean', x, axes), [x], (dy) => {
    const dims = concrete(x);
    const count = axes.reduce((product, axis) => product * dims[axis]!, 1);
    return [expand(g, g.node('Mul', [dy, g.scalar(1 / count)], dy.dims), dims)];
  });
}

/** Mean over everything, a scalar. */
export function meanAll(g: Graph, x: Value): Value {
  return reshape(
    g,
    mean(
      g,
      x,
      x.dims.map((_, i) => i),
    ),
    [],
  );
}

/** Broadcasts to concrete dimensions. dX = dY summed over what was broadcast. */
export function expand(g: Graph, x: Value, dims: readonly Dim[]): Value {
  if (sameDims(x.dims, dims)) return x;
  const shape = g.integers(concrete({ name: x.name, dims, dtype: x.dtype }));
  return g.differentiable(g.node('Expand', [x, shape], dims), [x], (dy) => [sumTo(g, dy, x)]);
}

/** Sums `x` down to the shape of `target`: the transpose of broadcasting. */
export function sumTo(g: Graph, x: Value, target: Value): Value {
  if (sameDims(x.dims, target.dims)) return x;
  const missing = x.dims.length - target.dims.length;
  const axes = x.dims.flatMap((d, i) => (i < missing || (target.dims[i - missing] === 1 && d !== 1) ? [i] : []));
  return reshape(g, sum(g, x, axes), target.dims);
}
