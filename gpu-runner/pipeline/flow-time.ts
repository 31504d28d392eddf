import type { Schedule } from '@manifold/shared/recipe/recipe';
import type { FlowStride } from '../diffusion/flow.ts';

/**
 * The time of a flow at a timestep, from 0, pure noise, at T - 1 towards 1, the picture. diffusers counts noise instead of time:
 * its sigma is 1 - time.
 */
export function timeAt(timestep: number, trainTimesteps: number): number {
  return 1 - (timestep + 1) / trainTimesteps;
}

/** The steps over falling timesteps; see `stridesOf` for how they end. */
export function flowStrides({ timesteps, end }: Schedule, trainTimesteps: number): FlowStride[] {
  const evaluated = end === 'clean' ? timesteps : timesteps.slice(0, -1);
  return evaluated.map((timestep, i) => {
    const next = timesteps[i + 1];
    const nextTime = next === undefined ? 1 : timeAt(next, trainTimesteps);
    return { timestep, time: timeAt(timestep, trainTimesteps), nextTime };
  });
}
