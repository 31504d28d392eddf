import { type Tensor, tensor } from '../tensor/tensor.ts';
import type { Estimate } from './estimate.ts';
import type { Filter } from './filter/filter.ts';

/**
 * What each leaf sees in pictures [N, C, S, S], leaves in order: its views show them its way, its filters keep their part.
 * What a filter takes away becomes `centre`, the middle of the pixels' range.
 */
export function seenBy<P>(estimate: Estimate<P>, pictures: Tensor, centre: number): Tensor[] {
  if ('view' in estimate) return seenBy(estimate.of, estimate.view.apply(pictures), centre);
  if ('mean' in estimate) return estimate.mean.flatMap((part) => seenBy(part, pictures, centre));
  if ('sum' in estimate) {
    return estimate.sum.flatMap(({ filter, of }) => seenBy(of, filteredAbout(centre, filter, pictures), centre));
  }
  return [pictures];
}

function filteredAbout(centre: number, filter: Filter, pictures: Tensor): Tensor {
  const shifted = plus(-centre, pictures);
  const kept = filter(shifted);
  // A filter that takes nothing away gives the pictures back exactly; moving them to the centre and back would round them.
  return kept === shifted ? pictures : plus(centre, kept);
}

function plus(value: number, { dims, data }: Tensor): Tensor {
  return tensor(
    dims,
    data.map((pixel) => pixel + value),
  );
}
