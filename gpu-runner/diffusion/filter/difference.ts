import { tensor } from '../../tensor/tensor.ts';
import type { Filter } from './filter.ts';

const identity: Filter = (eps) => eps;

/** What the first filter passes and the second does not. */
export function difference(first: Filter, second: Filter): Filter {
  return (eps) => {
    const taken = second(eps).data;
    return tensor(
      eps.dims,
      first(eps).data.map((value, i) => value - taken[i]!),
    );
  };
}

/** What the filter leaves out: the two add to the identity. */
export function restOf(filter: Filter): Filter {
  return difference(identity, filter);
}
