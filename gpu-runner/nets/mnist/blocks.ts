import { gelu } from '../../graph/activation.ts';
import { add } from '../../graph/elementwise.ts';
import { detach } from '../../graph/gradients.ts';
import { matmul } from '../../graph/matmul.ts';
import { avgPool } from '../../graph/resample.ts';
import { reshape } from '../../graph/shape.ts';
import { dimAt, type Value } from '../../graph/value.ts';
import { convNorm, convTransposeNorm, dense, norm } from '../layers.ts';
import type { Scope } from '../scope.ts';

/** The blocks of CS180 project 5B: https://cal-cs180.github.io/fa24/hw/proj5/partb.html. Images are [N,C,H,W]. */

export function convBlock(scope: Scope, name: string, x: Value, out: number): Value {
  const layer = (at: string, v: Value) =>
    gelu(scope.graph, convNorm(scope, at, v, { kernel: 3, stride: 1, padding: 1, out }));
  return layer(`${name}.1`, layer(`${name}.0`, x));
}

/** Halves height and width. */
export function downBlock(scope: Scope, name: string, x: Value, out: number): Value {
  const halved = convNorm(scope, `${name}.down`, x, { kernel: 3, stride: 2, padding: 1, out });
  return convBlock(scope, `${name}.block`, gelu(scope.graph, halved), out);
}

/** Doubles height and width. */
export function upBlock(scope: Scope, name: string, x: Value, out: number): Value {
  const doubled = convTransposeNorm(scope, `${name}.up`, x, { kernel: 4, stride: 2, padding: 1, out });
  return convBlock(scope, `${name}.block`, gelu(scope.graph, doubled), out);
}

/** [N,C,7,7] to [N,C]. */
export function flatten(scope: Scope, x: Value): Value {
  const pooled = avgPool(scope.graph, x, dimAt(x, 2));
  return gelu(scope.graph, reshape(scope.graph, pooled, [x.dims[0]!, x.dims[1]!]));
}

/**
 * [N,C] to [N,C,7,7]: a transposed convolution of one pixel by a filter [C,C,7,7], which is a matrix product. The
 * bias is cancelled by the normalisation that follows.
 */
export function unflatten(scope: Scope, name: string, x: Value, size: number): Value {
  const g = scope.graph;
  const c = dimAt(x, 1);
  const init = { uniform: 1 / Math.sqrt(c * size * size) };
  const weight = scope.parameter(`${name}.conv.weight`, [c, c, size, size], init);
  const bias = scope.parameter(`${name}.conv.bias`, [c], init);
  const flat = matmul(g, x, reshape(g, weight, [c, c * size * size]));
  const image = reshape(g, flat, [x.dims[0]!, c, size, size]);
  const biased = add(g, image, reshape(g, scope.training ? detach(g, bias) : bias, [1, c, 1, 1]));
  return gelu(g, norm(scope, `${name}.norm`, biased));
}

/** Linear, GELU, Linear: [N,in] to [N,out,1,1], ready to broadcast over an image. */
export function fcBlock(scope: Scope, name: string, x: Value, out: number): Value {
  const hidden = gelu(scope.graph, dense(scope, `${name}.0`, x, out));
  return reshape(scope.graph, dense(scope, `${name}.1`, hidden, out), [x.dims[0]!, out, 1, 1]);
}
