import type { Filter as FilterSpec } from '@manifold/shared/recipe/filter';
import { bandPass } from '../diffusion/filter/band-pass.ts';
import { channelMean } from '../diffusion/filter/channel-mean.ts';
import { restOf } from '../diffusion/filter/difference.ts';
import type { Filter } from '../diffusion/filter/filter.ts';
import { highPass } from '../diffusion/filter/high-pass.ts';
import { lowPass } from '../diffusion/filter/low-pass.ts';
import { motionBlur } from '../diffusion/filter/motion-blur.ts';
import { scaling } from '../diffusion/filter/scaling.ts';

/** The filter that a recipe names. */
export function filterOf(filter: FilterSpec): Filter {
  if ('channels' in filter) return filter.channels === 'mean' ? channelMean : restOf(channelMean);
  if ('motion' in filter) return filter.motion === 'blur' ? motionBlur : restOf(motionBlur);
  if ('scale' in filter) return scaling(filter.scale);
  if (filter.pass === 'band') return bandPass(filter.fine, filter.coarse);
  return filter.pass === 'low' ? lowPass(filter.sigma) : highPass(filter.sigma);
}
