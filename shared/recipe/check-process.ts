import type { Manifest } from '../protocol/manifest.ts';
import type { Fault } from './fault.ts';
import type { Recipe } from './recipe.ts';
import type { TechniqueName } from './technique.ts';

type Process = Manifest['process'];

/** What of a bundle decides what it can do. */
type Able = Pick<Manifest, 'name' | 'process' | 'prompt' | 'channels' | 'upscale'>;

const any: readonly Process[] = ['diffusion', 'flow', 'denoiser'];
/** What can hold a part fixed: a flow's sampler has no hold. */
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

/** Why a bundle cannot do a technique, of whatever process it is; undefined where it can. */
const lacks: Partial<Record<TechniqueName, (bundle: Able) => string | undefined>> = {
  guidance: ({ name, prompt }) =>
    prompt.kind === 'none' ? `${name} takes no prompt that could be guided; choose another model` : undefined,
  colour: (bundle) => (bundle.channels === 1 ? colourless(bundle) : undefined),
  colourise: (bundle) => (bundle.channels === 1 ? colourless(bundle) : undefined),
  upscale: ({ name, upscale }) => (upscale ? undefined : `${name} has no second stage; choose a model that has one`),
};

/** Whether a bundle can do a technique. */
export function suits(technique: TechniqueName, bundle: Able): boolean {
  return checkSuited(technique, bundle).length === 0;
}

/** A technique that the bundle cannot do, whatever its fields say. */
export function checkSuited(technique: TechniqueName, bundle: Able): Fault[] {
  const detail = unfitProcess(technique, bundle) ?? lacks[technique]?.(bundle);
  return detail ? [{ pointer: '/bundle', detail }] : [];
}

function unfitProcess(technique: TechniqueName, { name, process }: Able): string | undefined {
  const able = processes[technique] ?? ['diffusion', 'flow'];
  if (able.includes(process)) return undefined;
  return `${name} is a ${process}, and ${technique} needs a ${able.join(' or a ')}; choose another model`;
}

export function colourless({ name }: Pick<Manifest, 'name'>): string {
  return `${name} has one channel and no colour; choose a model with three`;
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
