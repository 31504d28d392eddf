import { add, mul, scale } from '../../graph/elementwise.ts';
import { squaredError } from '../../graph/loss.ts';
import { concat, reshape } from '../../graph/shape.ts';
import type { Value } from '../../graph/value.ts';
import { conv } from '../layers.ts';
import type { TrainableNet } from '../net.ts';
import type { Scope } from '../scope.ts';
import { convBlock, downBlock, fcBlock, flatten, unflatten, upBlock } from './blocks.ts';

const IMAGE = [1, 28, 28];
const CLASSES = 10;

export interface UnetConfig {
  /** Width D of the finest level. */
  readonly hidden: number;
}

export interface DiffusionConfig extends UnetConfig {
  /** Length T of the training schedule; the network sees t / T. */
  readonly trainSteps: number;
}

/** What a condition does to the features at two depths: channels [N,2D,1,1] after unflatten and [N,D,1,1] after up1. */
type Modulation = (features: Value, at: 'unflatten' | 'up1') => Value;

/** The U-Net of CS180 project 5B on x [N,1,28,28]. */
function unet(scope: Scope, x: Value, { hidden: d }: UnetConfig, modulate: Modulation): Value {
  const g = scope.graph;
  const full = convBlock(scope, 'in', x, d);
  const half = downBlock(scope, 'down1', full, d);
  const quarter = downBlock(scope, 'down2', half, 2 * d);
  const middle = modulate(unflatten(scope, 'unflatten', flatten(scope, quarter), 7), 'unflatten');
  const up1 = modulate(upBlock(scope, 'up1', concat(g, [middle, quarter], 1), d), 'up1');
  const up2 = upBlock(scope, 'up2', concat(g, [up1, half], 1), d);
  const features = convBlock(scope, 'out', concat(g, [up2, full], 1), d);
  return conv(scope, 'final', features, { kernel: 3, stride: 1, padding: 1, out: 1 });
}

/** Predicts the clean image of a noisy one, unconditionally. */
export function mnistDenoiser(config: UnetConfig): TrainableNet {
  const clean = (scope: Scope, x: Value) => unet(scope, x, config, (features) => features);
  return {
    inputs: { sample: IMAGE },
    forward: (scope, { sample }) => ({ clean: clean(scope, sample!) }),
    feeds: { noisy: IMAGE, clean: IMAGE },
    loss: (scope, feeds) => squaredError(scope.graph, clean(scope, feeds.noisy!), feeds.clean!),
  };
}

/** Predicts the noise in x_t: features plus an embedding of t. */
export function mnistTimeEps(config: DiffusionConfig): TrainableNet {
  const eps = (scope: Scope, x: Value, t: Value) => {
    const shift = embeddings(scope, 'time', timeInput(scope, t, config), config);
    return unet(scope, x, config, (features, at) => add(scope.graph, features, shift[at]));
  };
  return {
    inputs: { sample: IMAGE, timestep: [] },
    forward: (scope, { sample, timestep }) => ({ eps: eps(scope, sample!, timestep!) }),
    feeds: { x_t: IMAGE, t: [], eps: IMAGE },
    loss: (scope, feeds) => squaredError(scope.graph, eps(scope, feeds.x_t!, feeds.t!), feeds.eps!),
  };
}

/** Predicts the noise in x_t under a class. */
export function mnistClassEps(config: DiffusionConfig): TrainableNet {
  return classConditional(config, 'eps');
}

/** Predicts the velocity at x_t under a class, with t in [0, 1]. */
export function mnistClassVelocity(config: UnetConfig): TrainableNet {
  return classConditional({ ...config, trainSteps: 1 }, 'velocity');
}

/**
 * Features times an embedding of the class plus one of t. The class is one-hot [N,10], all zeros where it is not told.
 * `target` names what is predicted, as output and as feed.
 */
function classConditional(config: DiffusionConfig, target: string): TrainableNet {
  const predict = (scope: Scope, x: Value, t: Value, c: Value) => {
    const g = scope.graph;
    const shift = embeddings(scope, 'time', timeInput(scope, t, config), config);
    const gain = embeddings(scope, 'class', c, config);
    return unet(scope, x, config, (features, at) => add(g, mul(g, features, gain[at]), shift[at]));
  };
  return {
    inputs: { sample: IMAGE, timestep: [], class: [CLASSES] },
    forward: (scope, v) => ({ [target]: predict(scope, v.sample!, v.timestep!, v.class!) }),
    feeds: { x_t: IMAGE, t: [], c: [CLASSES], [target]: IMAGE },
    loss: (scope, v) => squaredError(scope.graph, predict(scope, v.x_t!, v.t!, v.c!), v[target]!),
  };
}

function embeddings(scope: Scope, name: string, x: Value, { hidden: d }: UnetConfig) {
  return { unflatten: fcBlock(scope, `${name}1`, x, 2 * d), up1: fcBlock(scope, `${name}2`, x, d) };
}

/** t [N] to t / T [N,1]. */
function timeInput(scope: Scope, t: Value, { trainSteps }: DiffusionConfig): Value {
  return reshape(scope.graph, scale(scope.graph, t, 1 / trainSteps), [t.dims[0]!, 1]);
}
