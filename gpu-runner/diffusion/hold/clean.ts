import type { Tensor } from '../../tensor/tensor.ts';
import { binary, composite } from './composite.ts';
import type { Hold } from './hold.ts';

/** Inpainting as diffusers and DeepFloyd IF do it: what is held stays clean at every timestep, under a mask without greys. */
export function clean(image: Tensor, mask: Tensor): Hold {
  const hard = binary(mask);
  const held = (xt: Tensor) => composite(xt, image, hard);
  return { before: held, after: held };
}
