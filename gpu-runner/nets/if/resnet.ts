import { gelu } from '../../graph/activation.ts';
import { add, mul, scale } from '../../graph/elementwise.ts';
import { avgPool, nearestUp } from '../../graph/resample.ts';
import { reshape, slice } from '../../graph/shape.ts';
import { groupStandardise } from '../../graph/standardise.ts';
import { dimAt, type Value } from '../../graph/value.ts';
import { affineOf, conv, dense, groupNormed, type Preset, upsampledConv } from '../layers.ts';
import type { Scope } from '../scope.ts';

export interface ResnetOptions {
  readonly out: number;
  /** What the sum of both branches is divided by. */
  readonly outputScale: number;
  readonly groups: number;
  readonly eps: number;
  readonly resample?: 'up' | 'down';
  /** What the shortcut begins as. */
  readonly passing?: Preset;
}

/**
 * diffusers' ResnetBlock2D under scale_shift: x [N,C,H,W] to [N,out,H',W'], modulated by the time embedding [N,T], to which
 * the activation has been applied where the configuration wants it. At first it is its shortcut alone, as in deep-floyd/IF, and
 * its modulation is none (Peebles and Xie 2023, arXiv:2212.09748): one at random is noise, and to be rid of it a network would
 * unlearn to tell texts apart.
 */
export function resnet(scope: Scope, name: string, x: Value, time: Value, options: ResnetOptions): Value {
  const g = scope.graph;
  const { out, groups, eps, outputScale } = options;
  const activated = gelu(g, groupNormed(scope, `${name}.norm1`, x, groups, eps));
  const h = resampledConv(scope, `${name}.conv1`, activated, options);
  const modulated = gelu(g, modulate(scope, name, h, time, options));
  const branch = conv(scope, `${name}.conv2`, modulated, { kernel: 3, stride: 1, padding: 1, out, silent: true });
  const sum = add(g, shortcut(scope, name, resampled(scope, x, options), options), branch);
  return outputScale === 1 ? sum : scale(g, sum, 1 / outputScale);
}

/** norm2(h) (1 + s) + b with s, b [N,out] from the time: the norm's own scale and bias go into one with them. */
function modulate(scope: Scope, name: string, h: Value, time: Value, { groups, eps }: ResnetOptions): Value {
  const g = scope.graph;
  const c = dimAt(h, 1);
  const { scale: gain, bias } = affineOf(scope, `${name}.norm2`, c);
  const both = dense(scope, `${name}.time_emb_proj`, time, 2 * c, { silent: true });
  const part = (i: number) => slice(g, both, [{ axis: 1, start: i * c, end: (i + 1) * c }]);
  const image = (v: Value) => reshape(g, v, [h.dims[0]!, c, 1, 1]);
  const factor = add(g, part(0), g.scalar(1));
  const slope = image(mul(g, factor, gain));
  const offset = image(add(g, mul(g, factor, bias), part(1)));
  return add(g, mul(g, groupStandardise(g, h, groups, eps), slope), offset);
}

function resampledConv(scope: Scope, name: string, x: Value, options: ResnetOptions): Value {
  const { out, resample } = options;
  if (resample === 'up') return upsampledConv(scope, name, x, out);
  return conv(scope, name, resampled(scope, x, options), { kernel: 3, stride: 1, padding: 1, out });
}

function resampled({ graph }: Scope, x: Value, { resample }: ResnetOptions): Value {
  if (resample === 'up') return nearestUp(graph, x, 2);
  return resample === 'down' ? avgPool(graph, x, 2) : x;
}

function shortcut(scope: Scope, name: string, x: Value, { out, passing }: ResnetOptions): Value {
  if (dimAt(x, 1) === out) return x;
  const shape = { kernel: 1, stride: 1, padding: 0, out };
  return conv(scope, `${name}.conv_shortcut`, x, passing ? { ...shape, preset: passing } : shape);
}
