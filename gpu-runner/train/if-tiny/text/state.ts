import type { Tensors } from '../../../tensor/tensor.ts';
import type { Checkpoint } from '../../checkpoint.ts';
import { trainedWeights } from '../../state.ts';

/** The training state that if-tiny begins with after its texts were read: what the optimiser remembers was of another loss. */
export function readState(checkpoint: Checkpoint): Tensors {
  const weights = Object.entries(trainedWeights(checkpoint));
  return Object.fromEntries(weights.map(([name, value]) => [`param.${name}`, value]));
}
