import { type Tensor, tensor } from '../../tensor/tensor.ts';
import type { Filter } from '../filter/filter.ts';
import { forward } from '../forward.ts';
import type { Hold, HoldNoise } from './hold.ts';

/**
 * The part of the image that the filter P keeps is known, for inverse problems such as colourising: before each step
 * x_t = P(forward(image, t)) + (1 - P)(x_t) (Geng et al. 2024, arXiv:2404.11615, section 3.6).
 */
export function knownPart(image: Tensor, filter: Filter, noise: HoldNoise): Hold {
  return {
    before: (xt, { timestep, alphaBar }) => {
      const known = filter(forward(image, alphaBar, noise(timestep))).data;
      const sampled = filter(xt).data;
      return tensor(
        xt.dims,
        xt.data.map((value, i) => value - sampled[i]! + known[i]!),
      );
    },
    after: (xt) => xt,
  };
}
