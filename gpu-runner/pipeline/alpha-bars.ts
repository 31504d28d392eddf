import type { BetaSchedule } from '../bundle/kind.ts';
import { alphaBarOf } from '../diffusion/schedule/alpha-bar.ts';
import { linearBetas } from '../diffusion/schedule/linear.ts';
import { squaredCosineBetas } from '../diffusion/schedule/squared-cosine.ts';

/** alphaBar_t of a bundle's schedule, for t from 0 to T - 1. */
export function alphaBars(schedule: BetaSchedule, trainTimesteps: number): Float32Array {
  switch (schedule.name) {
    case 'linear':
      return alphaBarOf(linearBetas(trainTimesteps, schedule.first, schedule.last));
    case 'squaredcos_cap_v2':
      return alphaBarOf(squaredCosineBetas(trainTimesteps));
  }
}
