import type { Manifest } from '@manifold/shared/protocol/manifest';
import { sigmaAt } from '@manifold/shared/recipe/denoiser-noise';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { evaluationsOf } from '@manifold/shared/recipe/schedules';
import type { Diffusion, Process } from '../bundle/kind.ts';
import { denoise } from '../diffusion/denoise.ts';
import { estimatorOf, type Model } from '../diffusion/estimate.ts';
import { flow, flowStrides, timeAt } from '../diffusion/flow.ts';
import { mixed } from '../diffusion/forward.ts';
import { type SamplerStep, sample } from '../diffusion/sampler.ts';
import { predictX0 } from '../diffusion/step.ts';
import { x0OfVPrediction } from '../diffusion/v-prediction.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { alphaBars } from './alpha-bars.ts';
import { composed } from './composed.ts';
import type { Given } from './input/given.ts';
import type { Noises } from './noise.ts';
import { clipOf, samplerOf } from './stage.ts';

/** What the first stage of a recipe is carried out with: its bundle's process and model, whose prompts are words, and the pictures and noise given. */
export interface RunInputs {
  readonly manifest: Manifest;
  readonly process: Process;
  readonly model: Model<string>;
  readonly given: Given;
  readonly noise: Noises;
}

type Run = AsyncGenerator<SamplerStep, Tensor>;

/** Carries out the first stage of a recipe by the process of its bundle. */
export function runOf(recipe: Recipe, inputs: RunInputs): Run {
  switch (inputs.process.kind) {
    case 'diffusion':
      return diffusionRun(recipe, inputs, inputs.process);
    case 'flow':
      return flowRun(recipe, inputs);
    case 'denoiser':
      return denoiserRun(recipe, inputs);
  }
}

function diffusionRun(recipe: Recipe, inputs: RunInputs, { betas, prediction }: Diffusion): Run {
  const { manifest, model, given } = inputs;
  const alphaBar = alphaBars(betas, manifest.trainTimesteps);
  const estimate = estimatorOf(composed(recipe.estimate), model);
  const sampler = samplerOf(recipe, recipe.schedule, given.start, estimate, { ...inputs, alphaBar });
  const x0Of = prediction === 'v' ? x0OfVPrediction : predictX0;
  return sample({ ...sampler, x0Of });
}

function flowRun(recipe: Recipe, { manifest, model, given, noise }: RunInputs): Run {
  const { schedule, estimate } = recipe;
  const first = schedule.timesteps[0]!;
  const z = noise('init', first);
  const time = timeAt(first, manifest.trainTimesteps);
  const velocityAt = estimatorOf(composed(estimate), model);
  return flow({
    start: given.start ? mixed(given.start, time, z, 1 - time) : z,
    strides: flowStrides(schedule.timesteps, schedule.end, manifest.trainTimesteps),
    velocity: async (xt, { timestep }) => (await velocityAt(xt, timestep)).output,
    clip: clipOf(schedule.clip, manifest.pixelRange),
  });
}

/** The recipe starts from a picture, as `prepare` has seen to. */
function denoiserRun(recipe: Recipe, { manifest, model, given, noise }: RunInputs): Run {
  const { schedule, estimate } = recipe;
  const timestep = schedule.timesteps[0]!;
  const z = noise('init', timestep);
  const cleanIn = estimatorOf(composed(estimate), model);
  return denoise({
    start: mixed(given.start!, 1, z, sigmaAt(timestep)),
    timestep: evaluationsOf(schedule) === 0 ? undefined : timestep,
    clean: async (noisy, at) => (await cleanIn(noisy, at)).output,
    clip: clipOf(schedule.clip, manifest.pixelRange),
  });
}
