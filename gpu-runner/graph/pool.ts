import type { Graph } from './graph.ts';
import { expand } from './reduce.ts';
import { reshape } from './shape.ts';
import { dimAt, type Value } from './value.ts';

/** Means over k x k blocks that do not overlap, [N,C,H,W] to [N,C,H/k,W/k]. dX = dY / k^2 at every pixel of its block. */
export function avgPool(g: Graph, x: Value, k: number): Value {
  const [n, c] = [x.dims[0]!, x.dims[1]!];
  const [h, w] = [dimAt(x, 2) / k, dimAt(x, 3) / k];
  const y = g.node('AveragePool', [x], [n, c, h, w], { kernel_shape: { ints: [k, k] }, strides: { ints: [k, k] } });
  return g.differentiable(y, [x], (dy) => {
    const share = g.node('Mul', [dy, g.scalar(1 / (k * k))], dy.dims);
    const blocks = expand(g, reshape(g, share, [n, c, h, 1, w, 1]), [n, c, h, k, w, k]);
    return [reshape(g, blocks, x.dims)];
  });
}
