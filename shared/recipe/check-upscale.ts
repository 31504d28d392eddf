import type { Manifest } from '../protocol/manifest.ts';
import { bounds } from './bounds.ts';
import type { Fault } from './fault.ts';
import type { Recipe } from './recipe.ts';
import { evaluationsOf } from './schedules.ts';

/** What is wrong with the second stage of a recipe, on a bundle that has one. */
export function checkUpscale({ upscale, start, hold }: Recipe, { name, upscale: stage }: Manifest): Fault[] {
  if (!upscale || !stage) return [];
  const { schedule, noiseLevel } = upscale;
  const last = stage.trainTimesteps - 1;
  const rules = [
    {
      pointer: '/upscale/schedule/timesteps/0',
      holds: schedule.timesteps[0]! <= last,
      detail: `the second stage of ${name} was trained on timesteps 0 to ${last}`,
    },
    {
      pointer: '/upscale/noiseLevel',
      holds: noiseLevel < stage.noiseLevels,
      detail: `must be at most ${stage.noiseLevels - 1} for ${name}`,
    },
    {
      pointer: '/upscale/start',
      holds: upscale.start === 'noise' || 'image' in start || hold !== undefined,
      detail: 'there is no picture; start from noise',
    },
    {
      pointer: '/upscale/schedule/timesteps',
      holds: upscale.start === 'image' || evaluationsOf(schedule) > 0,
      detail: 'must have at least two entries when the schedule ends at stop',
    },
    {
      pointer: '/upscale/schedule/timesteps',
      holds: evaluationsOf(schedule) <= bounds.evaluations,
      detail: `makes ${evaluationsOf(schedule)} evaluations; at most ${bounds.evaluations} are allowed`,
    },
  ];
  return rules.filter(({ holds }) => !holds).map(({ pointer, detail }) => ({ pointer, detail }));
}
