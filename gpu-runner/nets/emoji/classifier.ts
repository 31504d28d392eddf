import { relu } from '../../graph/activation.ts';
import { add } from '../../graph/elementwise.ts';
import { crossEntropy } from '../../graph/loss.ts';
import { avgPool } from '../../graph/resample.ts';
import { reshape } from '../../graph/shape.ts';
import { dimAt, type Value } from '../../graph/value.ts';
import { convNorm, dense } from '../layers.ts';
import type { TrainableNet } from '../net.ts';
import type { Scope } from '../scope.ts';

export interface ClassifierSizes {
  /** Channels of the first level. */
  readonly hidden: number;
  /** How many things it tells apart, and how many styles. */
  readonly things: number;
  readonly styles: number;
}

/** Of the pictures that are read, in pixels. */
export const SIDE = 64;
const IMAGE = [3, SIDE, SIDE];

/** Numbers that both readings are made of. */
export function featuresOf({ hidden }: Pick<ClassifierSizes, 'hidden'>): number {
  return 8 * hidden;
}

/**
 * Reads captioned pictures: image [N,3,64,64] in [-1,1] to the scores of things [N,T] and styles [N,S], and the features
 * [N,8 hidden] of which both are made. Trained against shares [N,T] and [N,S] that add to 1.
 */
export function pictureClassifier(sizes: ClassifierSizes): TrainableNet {
  return {
    inputs: { image: IMAGE },
    forward: (scope, { image }) => read(scope, image!, sizes),
    feeds: { image: IMAGE, thing: [sizes.things], style: [sizes.styles] },
    loss: (scope, { image, thing, style }) => {
      const { things, styles } = read(scope, image!, sizes);
      return add(scope.graph, crossEntropy(scope.graph, things, thing!), crossEntropy(scope.graph, styles, style!));
    },
  };
}

/** Four levels of 32, 16, 8 and 4 pixels, each twice as wide as the one before, and the mean over the last one's pixels. */
function read(scope: Scope, image: Value, { hidden, things, styles }: ClassifierSizes) {
  const g = scope.graph;
  const first = relu(g, convNorm(scope, 'level.0', image, { kernel: 4, stride: 2, padding: 1, out: hidden }));
  const level = (x: Value, number: number) => {
    const shape = { kernel: 3, stride: 1, padding: 1, out: hidden * 2 ** number };
    return relu(g, convNorm(scope, `level.${number}`, avgPool(g, x, 2), shape));
  };
  const last = [1, 2, 3].reduce(level, first);
  const features = reshape(g, avgPool(g, last, dimAt(last, 2)), [image.dims[0]!, featuresOf({ hidden })]);
  return {
    things: dense(scope, 'things', features, things),
    styles: dense(scope, 'styles', features, styles),
    features,
  };
}
