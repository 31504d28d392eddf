import type { Manifest } from '@manifold/shared/protocol/manifest';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { evaluationsOf } from '@manifold/shared/recipe/schedules';
import { sigmaAt } from '@manifold/shared/recipe/sigma';
import type { Process } from '../bundle/kind.ts';
import { denoise } from '../diffusion/denoise.ts';
import { estimatorOf, type Model } from '../diffusion/estimate.ts';
import { flow } from '../diffusion/flow.ts';
import { mixed } from '../diffusion/forward.ts';
import { type SamplerStep, sample } from '../diffusion/sampler.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { alphaBars } from './alpha-bars.ts';
import { composed } from './composed.ts';
import { flowStrides, timeAt } from './flow-time.ts';
import type { Given } from './input/given.ts';
import { noiseOf } from './noise.ts';
import { clipOf, planOf } from './plan.ts';

/** What a recipe is carried out with: its bundle's process and model, whose prompts are words, and the pictures given. */
export interface Means {
  readonly manifest: Manifest;
  readonly process: Process;
  readonly model: Model<string>;
  readonly given: Given;
}

/** The steps of a recipe, and how many they are. */
interface Run {
  readonly steps: AsyncGenerator<SamplerStep, Tensor>;
  readonly of: number;
}

/** Carries out a recipe by the process of its bundle. */
export function runOf(recipe: Recipe, means: Means): Run {
  switch (means.process.kind) {
    case 'diffusion':
      return diffusionRun(recipe, means, alphaBars(means.process.betas, means.manifest.trainTimesteps));
    case 'flow':
      return flowRun(recipe, means);
    case 'denoiser':
      return denoiserRun(recipe, means);
  }
}

function diffusionRun(recipe: Recipe, means: Means, alphaBar: Float32Array): Run {
  const plan = planOf(recipe, { ...means, alphaBar });
  return { steps: sample(plan), of: plan.strides.length };
}

function flowRun(recipe: Recipe, { manifest, model, given }: Means): Run {
  const { schedule, estimate } = recipe;
  const first = schedule.timesteps[0]!;
  const z = noiseOf(recipe, manifest)('init', first);
  const time = timeAt(first, manifest.trainTimesteps);
  const velocityAt = estimatorOf(composed(estimate), model);
  const strides = flowStrides(schedule, manifest.trainTimesteps);
  const steps = flow({
    start: given.start ? mixed(given.start, time, z, 1 - time) : z,
    strides,
    velocity: async (xt, { timestep }) => (await velocityAt(xt, timestep)).eps,
    clip: clipOf(schedule.clip, manifest.pixelRange),
  });
  return { steps, of: strides.length };
}

/** The recipe starts from a picture, as `prepare` has seen to. */
function denoiserRun(recipe: Recipe, { manifest, model, given }: Means): Run {
  const { schedule, estimate } = recipe;
  const timestep = schedule.timesteps[0]!;
  const z = noiseOf(recipe, manifest)('init', timestep);
  const cleanIn = estimatorOf(composed(estimate), model);
  const of = evaluationsOf(schedule);
  const steps = denoise({
    start: mixed(given.start!, 1, z, sigmaAt(timestep)),
    timestep: of === 0 ? undefined : timestep,
    clean: async (noisy, at) => (await cleanIn(noisy, at)).eps,
    clip: clipOf(schedule.clip, manifest.pixelRange),
  });
  return { steps, of };
}
