import type { Tensors } from '../tensor/tensor.ts';
import type { Checkpoint } from './checkpoint.ts';

/**
 * The weights of a network in a training state, by their own names: parameters and running statistics as they are
 * (`param`), or their averages over the steps (`ema`). What a bundle holds and an inference session wants.
 */
export function weightsOf(state: Tensors, which: 'param' | 'ema'): Tensors {
  return which === 'ema' ? named(state, 'ema.') : { ...named(state, 'param.'), ...named(state, 'stat.') };
}

/** What a run has come to: the averaged weights where it keeps them, and those of the last step otherwise. */
export function trainedWeights({ config, state }: Pick<Checkpoint, 'config' | 'state'>): Tensors {
  return weightsOf(state, config.ema > 0 ? 'ema' : 'param');
}

function named(state: Tensors, prefix: string): Tensors {
  const entries = Object.entries(state).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
