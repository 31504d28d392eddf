import { attention } from '../../graph/attention.ts';
import { add, mul } from '../../graph/elementwise.ts';
import { concat, reshape, transpose } from '../../graph/shape.ts';
import { dimAt, type Value } from '../../graph/value.ts';
import { affineOf, dense, groupNormed } from '../layers.ts';
import type { Scope } from '../scope.ts';

export interface AttentionShape {
  readonly headDim: number;
  readonly groups: number;
  /** Whether pixels attend to the text alone, and not to each other. */
  readonly crossOnly: boolean;
}

/** Of the normalisation before attention, which diffusers fixes. */
const NORM_EPS = 1e-5;

/**
 * diffusers' AttnAddedKVProcessor: pixels of x [N,C,H,W] attend to the text and to each other, text first.
 * `text` [N,L,X] is standardised in groups already, which is the same for every attention of the network; here it
 * gets the scale and bias of `norm_cross`.
 */
export function addedKvAttention(scope: Scope, name: string, x: Value, text: Value, shape: AttentionShape): Value {
  const g = scope.graph;
  const c = dimAt(x, 1);
  const pixels = pixelRows(scope, groupNormed(scope, `${name}.group_norm`, x, shape.groups, NORM_EPS));
  const cross = affineOf(scope, `${name}.norm_cross`, dimAt(text, 2));
  const words = add(g, mul(g, text, cross.scale), cross.bias);
  const project = (added: string, own: string) => {
    const ofText = dense(scope, `${name}.${added}`, words, c);
    return shape.crossOnly ? ofText : concat(g, [ofText, dense(scope, `${name}.${own}`, pixels, c)], 1);
  };
  const mixed = attention(
    g,
    dense(scope, `${name}.to_q`, pixels, c),
    project('add_k_proj', 'to_k'),
    project('add_v_proj', 'to_v'),
    { heads: c / shape.headDim, scale: shape.headDim ** -0.5 },
  );
  const out = transpose(g, dense(scope, `${name}.to_out.0`, mixed, c, { silent: true }), [0, 2, 1]);
  return add(g, reshape(g, out, x.dims), x);
}

/** [N,C,H,W] to [N,HW,C]. */
function pixelRows({ graph: g }: Scope, x: Value): Value {
  return transpose(g, reshape(g, x, [x.dims[0]!, x.dims[1]!, dimAt(x, 2) * dimAt(x, 3)]), [0, 2, 1]);
}
