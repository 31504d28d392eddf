import { conv2d, convTranspose2d } from '../graph/conv/conv.ts';
import type { FilterGeometry } from '../graph/conv/convolve.ts';
import { upsampledConv2d } from '../graph/conv/upsampled-conv.ts';
import { detach } from '../graph/gradients.ts';
import { linear } from '../graph/matmul.ts';
import { type Affine, batchNorm, type Moments, moments, normalise } from '../graph/norm.ts';
import { groupNorm } from '../graph/standardise.ts';
import { concrete, dimAt, type Value } from '../graph/value.ts';
import type { Scope } from './scope.ts';

/** PyTorch's defaults for BatchNorm2d. */
const NORM_EPS = 1e-5;
const MOMENTUM = 0.1;

export interface FilterShape extends FilterGeometry {
  readonly kernel: number;
  readonly out: number;
  /** Whether filter and bias begin at zero. */
  readonly silent?: boolean;
  readonly preset?: Preset;
}

/** The first `rows` channels that a convolution makes are at first sums of its input's. */
export interface Preset {
  readonly rows: number;
  /** What the input's channel counts for. */
  weight(out: number, channel: number): number;
  /** What is added; nothing where not told. */
  bias?(out: number): number;
}

/** A convolution with bias, x [N,C,H,W] to [N,out,H',W']. */
export function conv(scope: Scope, name: string, x: Value, shape: FilterShape): Value {
  const { weight, bias } = filter(scope, name, dimAt(x, 1), shape);
  return conv2d(scope.graph, x, weight, bias, shape);
}

/** A convolution by 3 x 3 of x [N,C,H,W] with every pixel of it 2 x 2 times, to [N,out,2H,2W]. */
export function upsampledConv(scope: Scope, name: string, x: Value, out: number): Value {
  const { weight, bias } = filter(scope, name, dimAt(x, 1), { kernel: 3, stride: 1, padding: 1, out });
  return upsampledConv2d(scope.graph, x, weight, bias);
}

/** A convolution and batch normalisation. */
export function convNorm(scope: Scope, name: string, x: Value, shape: FilterShape): Value {
  const { weight, bias } = filter(scope, `${name}.conv`, dimAt(x, 1), shape);
  return norm(scope, `${name}.norm`, conv2d(scope.graph, x, weight, cancelled(scope, bias), shape));
}

/** A transposed convolution and batch normalisation. */
export function convTransposeNorm(scope: Scope, name: string, x: Value, shape: FilterShape): Value {
  const { kernel: k, out } = shape;
  // PyTorch takes the fan-in from the filter's second axis, which here is its output.
  const init = { uniform: 1 / Math.sqrt(out * k * k) };
  const weight = scope.parameter(`${name}.conv.weight`, [dimAt(x, 1), out, k, k], init);
  const bias = scope.parameter(`${name}.conv.bias`, [out], init);
  return norm(scope, `${name}.norm`, convTranspose2d(scope.graph, x, weight, cancelled(scope, bias), shape));
}

/** Batch normalisation of x [N,C,H,W], by the batch's moments in training and by the running ones otherwise. */
export function norm(scope: Scope, name: string, x: Value): Value {
  const dims = [dimAt(x, 1)];
  const affine = affineOf(scope, name, dimAt(x, 1));
  const running = {
    mean: scope.statistic(`${name}.running_mean`, dims, 0),
    variance: scope.statistic(`${name}.running_var`, dims, 1),
  };
  if (!scope.training) return normalise(scope.graph, x, affine, running, NORM_EPS);
  const batch = moments(scope.graph, x);
  follow(scope, name, running, batch, x);
  return batchNorm(scope.graph, x, affine, batch, NORM_EPS);
}

/** Group normalisation of x [N,C,...]. */
export function groupNormed(scope: Scope, name: string, x: Value, groups: number, eps: number): Value {
  return groupNorm(scope.graph, x, affineOf(scope, name, dimAt(x, 1)), groups, eps);
}

/** Scale and bias of a normalisation of `width` channels, at first 1 and 0. */
export function affineOf(scope: Scope, name: string, width: number): Affine {
  return {
    scale: scope.parameter(`${name}.weight`, [width], { constant: 1 }),
    bias: scope.parameter(`${name}.bias`, [width], { constant: 0 }),
  };
}

/** x [N,...,in] to [N,...,out]; a `silent` one begins at zero. */
export function dense(scope: Scope, name: string, x: Value, out: number, { silent = false } = {}): Value {
  const fanIn = dimAt(x, -1);
  const init = { uniform: 1 / Math.sqrt(fanIn), silent };
  const weight = scope.parameter(`${name}.weight`, [out, fanIn], init);
  return linear(scope.graph, x, weight, scope.parameter(`${name}.bias`, [out], init));
}

/** kaiming_uniform with a = sqrt 5, PyTorch's default: uniform in 1 / sqrt(fan-in), for filter and bias alike. */
function filter(scope: Scope, name: string, channels: number, { kernel: k, out, silent = false, preset }: FilterShape) {
  const init = { uniform: 1 / Math.sqrt(channels * k * k), silent };
  const bias = (row: number) => (preset && row < preset.rows ? (preset.bias?.(row) ?? 0) : undefined);
  const weight = (position: number) => {
    const [row, channel] = [Math.floor(position / (channels * k * k)), Math.floor(position / (k * k)) % channels];
    if (!preset || row >= preset.rows) return undefined;
    return position % (k * k) === (k * k - 1) / 2 ? preset.weight(row, channel) : 0;
  };
  return {
    weight: scope.parameter(`${name}.weight`, [out, channels, k, k], { ...init, given: weight }),
    bias: scope.parameter(`${name}.bias`, [out], { ...init, given: bias }),
  };
}

/** A bias that batch normalisation subtracts again: its gradient is exactly zero, so none is computed in training. */
function cancelled(scope: Scope, bias: Value): Value {
  return scope.training ? detach(scope.graph, bias) : bias;
}

/** running + momentum (batch - running), the variance unbiased as in PyTorch. */
function follow(scope: Scope, name: string, running: Moments, batch: Moments, x: Value): void {
  const g = scope.graph;
  const [n, c, h, w] = concrete(x) as [number, number, number, number];
  const count = n * h * w;
  const blend = (before: Value, now: Value, weight: number) =>
    g.node(
      'Add',
      [g.node('Mul', [before, g.scalar(1 - MOMENTUM)], [c]), g.node('Mul', [now, g.scalar(MOMENTUM * weight)], [c])],
      [c],
    );
  scope.update(`${name}.running_mean`, blend(running.mean, batch.mean, 1));
  scope.update(`${name}.running_var`, blend(running.variance, batch.variance, count / (count - 1)));
}
