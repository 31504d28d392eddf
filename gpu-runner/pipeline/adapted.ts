import type { Manifest } from '@manifold/shared/protocol/manifest';
import { timeAt } from '../diffusion/flow.ts';
import type { Evaluate } from '../runtime/batcher.ts';

/** A U-Net that takes what a diffusion's takes, whatever its process: `timestep` as recipes count it. */
export function adapted({ process, trainTimesteps }: Manifest, evaluate: Evaluate): Evaluate {
  switch (process) {
    case 'diffusion':
      return evaluate;
    case 'flow':
      return ({ timestep, ...feeds }) => {
        const { dims, data } = timestep!;
        return evaluate({ ...feeds, timestep: { dims, data: data.map((at) => timeAt(at, trainTimesteps)) } });
      };
    case 'denoiser':
      return ({ sample }) => evaluate({ sample: sample! });
  }
}
