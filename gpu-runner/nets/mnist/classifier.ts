import { relu } from '../../graph/activation.ts';
import { crossEntropy } from '../../graph/loss.ts';
import { avgPool } from '../../graph/pool.ts';
import { reshape } from '../../graph/shape.ts';
import type { Value } from '../../graph/value.ts';
import { convNorm, dense } from '../layers.ts';
import type { TrainableNet } from '../net.ts';
import type { Scope } from '../scope.ts';

const IMAGE = [1, 28, 28];
const CLASSES = 10;

/** Reads digits: image [N,1,28,28] in [0,1] to logits [N,10]; trained against one-hot labels [N,10]. */
export function digitClassifier(): TrainableNet {
  return {
    inputs: { image: IMAGE },
    forward: (scope, { image }) => ({ logits: logits(scope, image!) }),
    feeds: { image: IMAGE, label: [CLASSES] },
    loss: (scope, { image, label }) => crossEntropy(scope.graph, logits(scope, image!), label!),
  };
}

function logits(scope: Scope, image: Value): Value {
  const g = scope.graph;
  const stage = (name: string, x: Value, out: number) =>
    avgPool(g, relu(g, convNorm(scope, name, x, { kernel: 3, stride: 1, padding: 1, out })), 2);
  const features = stage('conv2', stage('conv1', image, 32), 64);
  const flat = reshape(g, features, [image.dims[0]!, 64 * 7 * 7]);
  return dense(scope, 'read', relu(g, dense(scope, 'dense', flat, 128)), CLASSES);
}
