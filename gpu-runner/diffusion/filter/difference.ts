import { tensor } from '../../tensor/tensor.ts';
import type { Filter } from './filter.ts';

const identity: Filter = (x) => x;

/** What the first filter passes and the second does not. */
export function difference(first: Filter, second: Filter): Filter {
  return (x) => {
    const [passed, taken] = [first(x).data, second(x).data];
    const rest = new Float32Array(passed.length);
    for (let i = 0; i < rest.length; i++) rest[i] = passed[i]! - taken[i]!;
    return tensor(x.dims, rest);
  };
}

/** What the filter leaves out: the two add to the identity. */
export function restOf(filter: Filter): Filter {
  return difference(identity, filter);
}
