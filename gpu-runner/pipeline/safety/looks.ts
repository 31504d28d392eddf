import { type Estimate, partsOf } from '@manifold/shared/recipe/estimate';
import type { Tensor } from '../../tensor/tensor.ts';
import { viewOf } from '../views.ts';

/** A way to look at pictures [N, C, S, S]. */
export type Look = (pictures: Tensor) => Tensor;

const asTheyAre: Look = (pictures) => pictures;

/**
 * How each prompt of an estimate looks at the picture, through its views. Its filters are left out: what they keep of a picture
 * is there for whoever sees all of it.
 */
export function looksOf(estimate: Estimate): Look[] {
  if ('prompt' in estimate) return [asTheyAre];
  const below = partsOf(estimate).flatMap(looksOf);
  if (!('view' in estimate)) return below;
  const view = viewOf(estimate.view);
  return below.map((look) => (pictures) => look(view.apply(pictures)));
}
