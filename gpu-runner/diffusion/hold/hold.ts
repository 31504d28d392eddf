import type { Tensor } from '../../tensor/tensor.ts';
import type { TimedStride } from '../strides.ts';

/** What stays fixed while the rest is sampled. Pictures are [N, C, S, S]; neither function changes its argument. */
export interface Hold {
  /** The picture that the step begins with. */
  before(xt: Tensor, stride: TimedStride): Tensor;
  /** The picture that the step ends with. */
  after(xt: Tensor, stride: TimedStride): Tensor;
}

/** Standard normal noise [N, C, S, S] for what is held at a timestep. */
export type HoldNoise = (timestep: number) => Tensor;

/** Nothing is held. */
export const nothing: Hold = { before: (xt) => xt, after: (xt) => xt };
