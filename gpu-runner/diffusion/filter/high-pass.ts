import { restOf } from './difference.ts';
import type { Filter } from './filter.ts';
import { lowPass } from './low-pass.ts';

/** What the low pass of the same `sigma` leaves out. */
export function highPass(sigma: number): Filter {
  return restOf(lowPass(sigma));
}
