import { type Tensor, tensor } from '../../tensor/tensor.ts';
import type { View } from './view.ts';

/**
 * The picture's negative, for pixels in a range about 0 such as [-1, 1]: elsewhere -x is no picture. Noise changes its sign,
 * its variance does not.
 */
export const negate: View = { apply: negated, invert: negated, invertVariance: (v) => v };

/** Zero stays plain zero, so that two negatives give the same bits. */
function negated({ dims, data }: Tensor): Tensor {
  return tensor(
    dims,
    data.map((value) => 0 - value),
  );
}
