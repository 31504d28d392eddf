import type { Tensor } from '../../tensor/tensor.ts';
import { binary, composite } from './composite.ts';
import type { Hold } from './hold.ts';

/**
 * Inpainting as diffusers and DeepFloyd IF do it: what is held stays clean at every timestep. The mask is binary until the
 * step onto `last`, where its greys feather the seam.
 */
export function clean(image: Tensor, mask: Tensor, last: number | undefined): Hold {
  const hard = binary(mask);
  return {
    before: (xt) => composite(xt, image, hard),
    after: (xt, { next }) => composite(xt, image, next === last ? mask : hard),
  };
}
