import type { Manifest } from '../protocol/manifest.ts';
import type { Fault } from './fault.ts';
import type { Recipe } from './recipe.ts';
import type { TechniqueName } from './technique.ts';

type Process = Manifest['process'];

const any: readonly Process[] = ['diffusion', 'flow', 'denoiser'];
/** A flow's steps hold nothing fixed. */
const holding: readonly Process[] = ['diffusion'];

/** What techniques can be done by, where it is not a diffusion or a flow. */
const processes: Partial<Record<TechniqueName, readonly Process[]>> = {
  noise: any,
  blur: any,
  'one-step': any,
  denoise: ['denoiser'],
  inpaint: holding,
  colourise: holding,
  'real-hybrid': holding,
};

/** Whether a bundle of this process can do a technique. */
export function suits(technique: TechniqueName, process: Process): boolean {
  return processesOf(technique).includes(process);
}

/** A technique that no bundle of this process can do, whatever its fields say. */
export function checkSuited(technique: TechniqueName, { name, process }: Manifest): Fault[] {
  if (suits(technique, process)) return [];
  const wanted = processesOf(technique).join(' or a ');
  const detail = `${name} is a ${process}, and ${technique} needs a ${wanted}; choose another bundle`;
  return [{ pointer: '/bundle', detail }];
}

function processesOf(technique: TechniqueName): readonly Process[] {
  return processes[technique] ?? ['diffusion', 'flow'];
}

/** What a recipe asks for that the process of its bundle cannot do. */
export function checkProcess({ start, hold, schedule }: Recipe, { process }: Manifest): Fault[] {
  const unfit = [
    {
      pointer: '/hold',
      on: process !== 'diffusion' && hold,
      detail: `the steps of a ${process} hold nothing fixed; leave this out`,
    },
    {
      pointer: '/start',
      on: process === 'denoiser' && 'noise' in start,
      detail: 'a denoiser makes no pictures of its own; start from an image',
    },
    {
      pointer: '/schedule/timesteps',
      on: process === 'denoiser' && schedule.timesteps.length > 1,
      detail: 'a denoiser takes all noise off in one evaluation; leave one timestep',
    },
  ];
  return unfit.filter(({ on }) => on).map(({ pointer, detail }) => ({ pointer, detail }));
}
