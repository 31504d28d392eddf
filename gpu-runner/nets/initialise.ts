import { uniforms } from '../tensor/random.ts';
import { sizeOf, type Tensor } from '../tensor/tensor.ts';
import type { Declaration } from './scope.ts';

/** The first value of the parameter declared as number `index`, a function of `seed` alone. */
export function initialise({ dims, initial }: Declaration, seed: number, index: number): Tensor {
  const data = new Float32Array(sizeOf(dims));
  if ('constant' in initial) return { dims, data: data.fill(initial.constant) };
  const { uniform: bound, silent, given = () => undefined } = initial;
  if (silent) return { dims, data: data.map((_, i) => given(i) ?? 0) };
  const draws = uniforms({ seed, stream: 'weights', sample: index, timestep: 0 }, data.length);
  return { dims, data: data.map((_, i) => given(i) ?? (2 * draws[i]! - 1) * bound) };
}

/** The same, where what is silent at first is drawn too: of a network that has learnt, in a manner of speaking. */
export function initialiseAll(declared: Declaration, seed: number, index: number): Tensor {
  const { initial } = declared;
  const loud = 'uniform' in initial ? { uniform: initial.uniform } : initial;
  return initialise({ ...declared, initial: loud }, seed, index);
}
