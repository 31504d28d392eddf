/** The greatest standard deviation of noise that a denoiser is asked to take off, where pixels go from 0 to 1. */
export const maxSigma = 1;

/** A denoiser's timesteps count the standard deviation of its noise in hundredths, from 0 on. */
const perUnit = 100;
export const denoiserTimesteps = maxSigma * perUnit + 1;

/** The standard deviation of a denoiser's noise at a timestep. */
export function sigmaAt(timestep: number): number {
  return timestep / perUnit;
}

/** The timestep of a denoiser at which its noise has this standard deviation. */
export function timestepAt(sigma: number): number {
  return Math.round(sigma * perUnit);
}
