import { difference } from './difference.ts';
import type { Filter } from './filter.ts';
import { lowPass } from './low-pass.ts';

/** What the low pass of sigma `fine` keeps and that of `coarse` does not. */
export function bandPass(fine: number, coarse: number): Filter {
  return difference(lowPass(fine), lowPass(coarse));
}
