import { alphaBarOf } from '../../diffusion/schedule/alpha-bar.ts';
import { squaredCosineBetas } from '../../diffusion/schedule/squared-cosine.ts';

/** The schedule that if-tiny is trained on, as DeepFloyd IF's scheduler_config.json says it. */
export const TINY_SCHEDULE = { num_train_timesteps: 1000, beta_schedule: 'squaredcos_cap_v2' } as const;

/** Of each timestep what the batches and the loss want. */
export interface Timesteps {
  readonly alphaBar: Float32Array;
  /** log(beta / betaTilde), the width of the interval that the log variance is learnt in. */
  readonly logRatio: Float32Array;
  /** alphaBar beta^2 / (alpha (1 - alphaBar) betaTilde), see `hybridLoss`. */
  readonly gain: Float32Array;
}

/**
 * betaTilde = beta_t (1 - alphaBar_{t-1}) / (1 - alphaBar_t) is zero at t = 0, where Nichol and Dhariwal's code takes that of
 * t = 1 instead. Their loss there is the likelihood of a discretised Gaussian; here it is the same divergence as elsewhere.
 * One timestep of a thousand is concerned, and no sampler ever uses its variance: the step to the clean picture adds no noise.
 */
export function timesteps(): Timesteps {
  const betas = squaredCosineBetas(TINY_SCHEDULE.num_train_timesteps);
  const alphaBar = alphaBarOf(betas);
  const tilde = betas.map((beta, t) => (beta * (1 - (alphaBar[t - 1] ?? 1))) / (1 - alphaBar[t]!));
  tilde[0] = tilde[1]!;
  return {
    alphaBar,
    logRatio: betas.map((beta, t) => Math.log(beta / tilde[t]!)),
    gain: betas.map((beta, t) => (alphaBar[t]! * beta ** 2) / ((1 - beta) * (1 - alphaBar[t]!) * tilde[t]!)),
  };
}

/**
 * How much of a picture is left at each timestep, as a network sees it that is given means of `block` x `block` pixels: the
 * picture's are as they are, and the noise's have 1 / block of its deviation. The schedule of pictures of that size that has
 * the signal-to-noise ratios of the full size's, times block^2.
 */
export function reducedAlphaBar(alphaBar: Float32Array, block: number): Float32Array {
  return alphaBar.map((kept) => kept / (kept + (1 - kept) / block ** 2));
}

/** The greatest weight of a timestep's loss. */
const HEAVIEST = 20;

/**
 * What the squared error of eps is worth at each timestep: 1 + 1 / SNR, with which it is the error of v (Salimans and Ho 2022,
 * arXiv:2202.00512). Under much noise eps is nearly x_t itself, and what is left to learn, what a text looks like, is in
 * the small rest.
 */
export function timestepWeights(alphaBar: Float32Array): Float32Array {
  return alphaBar.map((kept) => Math.min(HEAVIEST, 1 / kept));
}

/**
 * What the squared error of v is worth at each timestep to a network that is given means of `block` x `block` pixels:
 * that of v in pictures of that size, under the schedule `reducedAlphaBar`. The error of x0 is sqrt(1 - alphaBar)
 * times either's.
 */
export function vWeights(alphaBar: Float32Array, block: number): Float32Array {
  return alphaBar.map((kept) => 1 + (block ** 2 - 1) * kept);
}

/** The least share of a timestep beside the greatest. */
const LEAST = 0.05;

/**
 * How often each timestep is drawn, as running sums from 0 to 1: in proportion to min(1, bound / SNR), though never below `LEAST`.
 * A bound of 0 draws all alike. What is drawn more rarely counts for less in the mean, and no gradient is computed to be thrown
 * away. The U-Net learns v, and its second stage eps with the weights that make it v's error, see `vWeights` and
 * `timestepWeights`; so both minimise min(SNR, bound) (1 + 1 / SNR) times the squared error of x0, where Hang et al. 2023
 * (arXiv:2303.09556, "Min-SNR") have min(SNR, bound) alone: here more is made of much noise.
 */
export function timestepShares(alphaBar: Float32Array, bound: number): Float64Array {
  const snr = (kept: number) => kept / (1 - kept);
  const weight = (kept: number) => (bound === 0 ? 1 : Math.max(LEAST, Math.min(1, bound / snr(kept))));
  const weights = Float64Array.from(alphaBar, weight);
  const total = weights.reduce((a, b) => a + b);
  let sum = 0;
  return weights.map((each) => {
    sum += each / total;
    return sum;
  });
}

/** The timestep whose share holds `u`, a number from 0 to 1. */
export function timestepOf(shares: Float64Array, u: number): number {
  let [low, high] = [0, shares.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (u < shares[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
