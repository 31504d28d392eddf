import { tensor } from '../../tensor/tensor.ts';
import type { Filter } from './filter.ts';
import { lowPass } from './low-pass.ts';

/** What the low pass of the same `sigma` leaves out. */
export function highPass(sigma: number): Filter {
  const low = lowPass(sigma);
  return (eps) => {
    const blurred = low(eps).data;
    return tensor(
      eps.dims,
      eps.data.map((value, i) => value - blurred[i]!),
    );
  };
}
