import { denoiserTimesteps } from '@manifold/shared/recipe/denoiser-noise';
import type { DigitConfig } from './config.ts';
import { type Lengthed, trainSchedule } from './schedule.ts';

/** What a JSON file of a bundle describes. */
export interface Described {
  readonly _class_name: string;
  readonly [name: string]: unknown;
}

/** A bundle's files but the card: where the weights lie, and the JSON files by their paths. */
export interface Layout {
  readonly weights: string;
  readonly configs: Readonly<Record<string, Described>>;
}

const WEIGHTS = 'unet/diffusion_pytorch_model.safetensors';

function noiseScheduler(config: Lengthed): Described {
  return {
    _class_name: 'DDPMScheduler',
    ...trainSchedule(config),
    prediction_type: 'epsilon',
    variance_type: 'fixed_large',
    clip_sample: false,
  };
}

/** Times at even distances; recipes count them in thousandths. */
const FLOW_SCHEDULER = { _class_name: 'FlowMatchEulerDiscreteScheduler', num_train_timesteps: 1000, shift: 1 };

/** The noise that the denoiser takes off; its standard deviation is a hundredth of the timestep. */
const ADDED_NOISE = {
  _class_name: 'AddedNoise',
  num_train_timesteps: denoiserTimesteps,
  prediction_type: 'sample',
};

/** How the bundle of a net is laid out: a pipeline as diffusers has them, or a single model. */
export function layoutOf(config: DigitConfig): Layout {
  const unet = { hidden: config.hidden, sample_size: 28, in_channels: 1, out_channels: 1 };
  const diffusers = (name: string, described: object, scheduler: Described) =>
    pipeline(name, described, ['diffusers', scheduler._class_name], scheduler);
  switch (config.net) {
    case 'mnist-denoiser':
      return pipeline('MnistDenoiser', unet, ['manifold', 'AddedNoise'], ADDED_NOISE);
    case 'mnist-time':
      return diffusers('MnistTime', unet, noiseScheduler(config));
    case 'mnist-class':
      return diffusers('MnistClass', { ...unet, num_classes: 10 }, noiseScheduler(config));
    case 'mnist-flow':
      return diffusers('MnistFlow', { ...unet, num_classes: 10 }, FLOW_SCHEDULER);
    case 'mnist-judge':
      return {
        weights: 'model.safetensors',
        configs: { 'config.json': { _class_name: 'DigitClassifier', sample_size: 28, num_classes: 10 } },
      };
  }
}

function pipeline(name: string, unet: object, schedulerClass: readonly string[], scheduler: Described): Layout {
  const index = { _class_name: `${name}Pipeline`, unet: ['manifold', `${name}UNet`], scheduler: schedulerClass };
  return {
    weights: WEIGHTS,
    configs: {
      'unet/config.json': { _class_name: `${name}UNet`, ...unet },
      'scheduler/scheduler_config.json': scheduler,
      'model_index.json': index,
    },
  };
}
