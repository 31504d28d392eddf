import type { NetName, RunConfig } from './run.ts';
import { TRAIN_SCHEDULE } from './schedule.ts';

/** A bundle's files but the card: where the weights lie, and the JSON files by their paths. */
export interface Layout {
  readonly weights: string;
  readonly configs: Readonly<Record<string, object>>;
}

const WEIGHTS = 'unet/diffusion_pytorch_model.safetensors';

const NOISE_SCHEDULER = {
  _class_name: 'DDPMScheduler',
  ...TRAIN_SCHEDULE,
  prediction_type: 'epsilon',
  variance_type: 'fixed_large',
  clip_sample: false,
};

/** How the bundle of a net is laid out: a pipeline as diffusers has them, or a single model. */
export function layoutOf({ net, hidden }: RunConfig): Layout {
  const unet = { hidden, sample_size: 28, in_channels: 1, out_channels: 1 };
  const model = (config: object) => ({ weights: 'model.safetensors', configs: { 'config.json': config } });
  const layouts: Record<NetName, () => Layout> = {
    'mnist-denoiser': () => model({ _class_name: 'MnistDenoiser', ...unet }),
    'mnist-time': () => diffusion('MnistTime', unet),
    'mnist-class': () => diffusion('MnistClass', { ...unet, num_classes: 10 }),
    'mnist-flow': () => flow({ ...unet, num_classes: 10 }),
    'mnist-judge': () => model({ _class_name: 'DigitClassifier', sample_size: 28, num_classes: 10 }),
  };
  return layouts[net]();
}

function diffusion(name: string, unet: object): Layout {
  return pipeline(name, unet, ['diffusers', 'DDPMScheduler'], NOISE_SCHEDULER);
}

/** diffusers counts the time of a flow the other way, so the scheduler is named as our own. */
function flow(unet: object): Layout {
  const scheduler = { _class_name: 'EulerFlowScheduler', prediction_type: 'velocity' };
  return pipeline('MnistFlow', unet, ['manifold', 'EulerFlowScheduler'], scheduler);
}

function pipeline(name: string, unet: object, schedulerClass: readonly string[], scheduler: object): Layout {
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
