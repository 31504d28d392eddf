import { uniforms } from '../tensor/random.ts';
import { sizeOf, type Tensor } from '../tensor/tensor.ts';
import type { Declaration } from './scope.ts';

/** The first value of the parameter declared as number `index`, a function of `seed` alone. */
export function initialise({ dims, initial }: Declaration, seed: number, index: number): Tensor {
  const data = new Float32Array(sizeOf(dims));
  if ('constant' in initial) return { dims, data: data.fill(initial.constant) };
  const draws = uniforms({ seed, stream: 'weights', sample: index, timestep: 0 }, data.length);
  return { dims, data: data.map((_, i) => (2 * draws[i]! - 1) * initial.uniform) };
}
