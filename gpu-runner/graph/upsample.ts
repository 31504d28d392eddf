import type { Graph } from './graph.ts';
import { avgPool } from './pool.ts';
import { dimAt, type Value } from './value.ts';

/** An input left out. */
const ABSENT: Value = { name: '', dims: [], dtype: 'float32' };

/** Every pixel of x [N,C,H,W] k x k times, to [N,C,kH,kW]. dX sums dY over each pixel's block. */
export function nearestUp(g: Graph, x: Value, k: number): Value {
  const dims = [x.dims[0]!, x.dims[1]!, dimAt(x, 2) * k, dimAt(x, 3) * k];
  const scales = g.constant({ dims: [4], data: Float32Array.of(1, 1, k, k) });
  const y = g.node('Resize', [x, ABSENT, scales], dims, {
    mode: { text: 'nearest' },
    coordinate_transformation_mode: { text: 'asymmetric' },
    nearest_mode: { text: 'floor' },
  });
  return g.differentiable(y, [x], (dy) => [g.node('Mul', [avgPool(g, dy, k), g.scalar(k * k)], x.dims)]);
}
