import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Evaluate } from '../runtime/batcher.ts';
import { timeAt } from './flow-time.ts';

/**
 * A U-Net under the names of a diffusion's, whatever its process: it takes `timestep` as recipes count it, and what it finds
 * is called `eps`, though it be a velocity or the clean picture. Views, means and filters compose all three alike.
 */
export function adapted({ process, trainTimesteps }: Manifest, evaluate: Evaluate): Evaluate {
  switch (process) {
    case 'diffusion':
      return evaluate;
    case 'flow':
      return async ({ timestep, ...feeds }) => {
        const { dims, data } = timestep!;
        const times = data.map((at) => timeAt(at, trainTimesteps));
        const { velocity } = await evaluate({ ...feeds, timestep: { dims, data: times } });
        return { eps: velocity! };
      };
    case 'denoiser':
      return async ({ sample }) => {
        const { clean } = await evaluate({ sample: sample! });
        return { eps: clean! };
      };
  }
}
