import type { Schedule } from './recipe.ts';

/**
 * Leading spacing of `steps` timesteps over a training of length `trainTimesteps`, ending at the clean image:
 * t_i = (steps - 1 - i) floor(T / steps), as in DDPMScheduler's `leading` (Lin et al. 2023, arXiv:2305.08891, table 2).
 */
export function leadingSchedule(trainTimesteps: number, steps: number): Schedule {
  const stride = Math.floor(trainTimesteps / steps);
  const timesteps = Array.from({ length: steps }, (_, i) => (steps - 1 - i) * stride);
  return { timesteps, end: 'clean', clip: 'none' };
}
