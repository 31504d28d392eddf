import { type Tensor, tensor } from '../tensor/tensor.ts';
import type { Prediction } from './prediction.ts';

/** One step of a schedule: alphaBar where it starts and where it ends, which is 1 at the clean image. */
export interface Stride {
  readonly alphaBar: number;
  readonly alphaBarPrev: number;
  /**
   * alphaBar / alphaBarPrev, exact when left out. diffusers rounds it to float32, and between neighbouring timesteps that
   * moves beta by a thousandth.
   */
  readonly alpha?: number;
}

/**
 * x_t = sqrt(alphaBar) x0 + sqrt(1 - alphaBar) eps, solved for x0 (Ho et al. 2020, arXiv:2006.11239, equation 15). Every
 * operation is rounded to float32 as in diffusers: division by a small signal makes much of a last digit.
 */
export function predictX0(xt: Tensor, eps: Tensor, alphaBar: number): Tensor {
  const round = Math.fround;
  const signal = round(Math.sqrt(alphaBar));
  const noise = round(Math.sqrt(round(1 - alphaBar)));
  const x0 = new Float32Array(xt.data.length);
  for (let i = 0; i < x0.length; i++) x0[i] = round(xt.data[i]! - round(noise * eps.data[i]!)) / signal;
  return tensor(xt.dims, x0);
}

/**
 * Mean of the next, less noisy picture given x_t and the predicted x0, over a stride of any length:
 * mu = sqrt(alphaBarPrev) beta / (1 - alphaBar) x0 + sqrt(alpha) (1 - alphaBarPrev) / (1 - alphaBar) x_t
 * with alpha = alphaBar / alphaBarPrev and beta = 1 - alpha (Ho et al. 2020, equation 7, for strided timesteps).
 */
export function posteriorMean(xt: Tensor, x0: Tensor, stride: Stride): Tensor {
  const { alphaBar, alphaBarPrev } = stride;
  const alpha = alphaOf(stride);
  const ofX0 = (Math.sqrt(alphaBarPrev) * (1 - alpha)) / (1 - alphaBar);
  const ofXt = (Math.sqrt(alpha) * (1 - alphaBarPrev)) / (1 - alphaBar);
  const mean = new Float32Array(xt.data.length);
  for (let i = 0; i < mean.length; i++) mean[i] = ofX0 * x0.data[i]! + ofXt * xt.data[i]!;
  return tensor(xt.dims, mean);
}

/**
 * Adds the step's noise to its mean, in its place: sigma z, where z [N, C, H, W] is standard normal. Without a learned v sigma
 * is sqrt(beta); with it, log sigma^2 = f log beta + (1 - f) log(beta (1 - alphaBarPrev) / (1 - alphaBar)), f = (v + 1) / 2
 * (Nichol and Dhariwal 2021, arXiv:2102.09672, equation 15).
 */
export function addVariance(mean: Tensor, z: Tensor, stride: Stride, v: Prediction['v']): Tensor {
  const { alphaBar, alphaBarPrev } = stride;
  const beta = 1 - alphaOf(stride);
  const high = Math.log(beta);
  const low = Math.log(Math.max((beta * (1 - alphaBarPrev)) / (1 - alphaBar), 1e-20));
  const learned = v?.data;
  const { data } = mean;
  let [of, sigma] = [Number.NaN, Math.sqrt(beta)];
  for (let i = 0; i < data.length; i++) {
    // A net may have learnt the same for all of its pixels, and an exponential is most of the time here.
    if (learned && learned[i] !== of) {
      of = learned[i]!;
      sigma = Math.exp((low + ((of + 1) / 2) * (high - low)) / 2);
    }
    data[i]! += sigma * z.data[i]!;
  }
  return mean;
}

function alphaOf({ alphaBar, alphaBarPrev, alpha = alphaBar / alphaBarPrev }: Stride): number {
  return alpha;
}
