import type { Tensor } from '../../tensor/tensor.ts';
import { forward } from '../forward.ts';
import { binary, composite } from './composite.ts';
import type { Hold, HoldNoise } from './hold.ts';

/**
 * Inpainting as the course does it: after every step x_t' = m x_t' + (1 - m) forward(image, t'), m = 1 where new content is
 * made (Lugmayr et al. 2022, arXiv:2201.09865, equation 8). The mask is binary until the step onto `last`, where its greys
 * feather the seam.
 */
export function renoised(image: Tensor, mask: Tensor, last: number | undefined, noise: HoldNoise): Hold {
  const hard = binary(mask);
  return {
    before: (xt) => xt,
    after: (xt, { next, alphaBarPrev }) => {
      const known = next === undefined ? image : forward(image, alphaBarPrev, noise(next));
      return composite(xt, known, next === last ? mask : hard);
    },
  };
}
