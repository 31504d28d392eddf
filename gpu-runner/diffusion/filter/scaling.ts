import { tensor } from '../../tensor/tensor.ts';
import type { Filter } from './filter.ts';

/** The noise times `factor`; factors that add to 1 weigh prompts (Liu et al. 2022, arXiv:2206.01714). */
export function scaling(factor: number): Filter {
  return ({ dims, data }) =>
    tensor(
      dims,
      data.map((value) => factor * value),
    );
}
