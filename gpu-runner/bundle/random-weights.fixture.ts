import { declarationsOf } from '../nets/declarations.ts';
import { initialiseAll } from '../nets/initialise.ts';
import type { Net } from '../nets/net.ts';
import type { Tensors } from '../tensor/tensor.ts';

/** For tests: weights like those that a network begins its training with, none of them zero throughout. */
export function randomWeights(net: Net): Tensors {
  const declared = [...declarationsOf(net)];
  return Object.fromEntries(declared.map(([name, declaration], index) => [name, initialiseAll(declaration, 1, index)]));
}
