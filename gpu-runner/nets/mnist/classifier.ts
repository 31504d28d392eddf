import { relu } from '../../graph/activation.ts';
import { crossEntropy } from '../../graph/loss.ts';
import { avgPool } from '../../graph/resample.ts';
import { reshape } from '../../graph/shape.ts';
import type { Value } from '../../graph/value.ts';
import { convNorm, dense } from '../layers.ts';
import type { TrainableNet } from '../net.ts';
import type { Scope } from '../scope.ts';

const IMAGE = [1, 28, 28];
const CLASSES = 10;

/** Numbers that the last layer reads. */
export const FEATURES = 128;

/**
 * Reads digits: image [N,1,28,28] in [0,1] to logits [N,10], trained against one-hot labels [N,10], and the features [N,128]
 * of which they are made.
 */
export function digitClassifier(): TrainableNet {
  return {
    inputs: { image: IMAGE },
    forward: (scope, { image }) => read(scope, image!),
    feeds: { image: IMAGE, label: [CLASSES] },
    loss: (scope, { image, label }) => crossEntropy(scope.graph, read(scope, image!).logits, label!),
  };
}

function read(scope: Scope, image: Value) {
  const g = scope.graph;
  const stage = (name: string, x: Value, out: number) =>
    avgPool(g, relu(g, convNorm(scope, name, x, { kernel: 3, stride: 1, padding: 1, out })), 2);
  const seen = stage('conv2', stage('conv1', image, 32), 64);
  const flat = reshape(g, seen, [image.dims[0]!, 64 * 7 * 7]);
  const features = relu(g, dense(scope, 'dense', flat, FEATURES));
  return { features, logits: dense(scope, 'read', features, CLASSES) };
}
