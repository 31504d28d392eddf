import type { Graph } from './graph.ts';
import { ABSENT, dimAt, type Value } from './value.ts';

/** Means over k x k blocks that do not overlap, [N,C,H,W] to [N,C,H/k,W/k]. dX = dY / k^2 at every pixel of its block. */
export function avgPool(g: Graph, x: Value, k: number): Value {
  const dims = [x.dims[0]!, x.dims[1]!, dimAt(x, 2) / k, dimAt(x, 3) / k];
  const y = g.node('AveragePool', [x], dims, { kernel_shape: { ints: [k, k] }, strides: { ints: [k, k] } });
  return g.differentiable(y, [x], (dy) => [nearestUp(g, scaled(g, dy, 1 / (k * k)), k)]);
}

/** Every pixel of x [N,C,H,W] k x k times, to [N,C,kH,kW]. dX sums dY over each pixel's block. */
export function nearestUp(g: Graph, x: Value, k: number): Value {
  const dims = [x.dims[0]!, x.dims[1]!, dimAt(x, 2) * k, dimAt(x, 3) * k];
  const scales = g.constant({ dims: [4], data: Float32Array.of(1, 1, k, k) });
  const y = g.node('Resize', [x, ABSENT, scales], dims, {
    mode: { text: 'nearest' },
    coordinate_transformation_mode: { text: 'asymmetric' },
    nearest_mode: { text: 'floor' },
  });
  return g.differentiable(y, [x], (dy) => [scaled(g, avgPool(g, dy, k), k * k)]);
}

/** Carries no gradient. */
function scaled(g: Graph, x: Value, by: number): Value {
  return g.node('Mul', [x, g.scalar(by)], x.dims);
}
