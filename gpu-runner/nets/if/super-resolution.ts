import { concat } from '../../graph/shape.ts';
import type { TrainableNet } from '../net.ts';
import type { IfUnetConfig } from './config.ts';
import { noiseLoss } from './noise-loss.ts';
import { ifUnet } from './unet.ts';

/**
 * Stage 2 of DeepFloyd IF without a text: from `sample` [N,2C,S,S], the picture under noise and the enlarged one, `timestep` and
 * `class_labels` [N], the noise level of what was enlarged, to `prediction` [N,2C,S,S]. Trained on squares of `crop` pixels cut
 * from such pictures, which its convolutions take as they take the whole: `x_t`, `low` and `eps` [N,C,crop,crop], of each row `t`
 * and `level` [N], and of its timestep `log_ratio`, `gain` and `weight` [N], see `hybridLoss`.
 */
export function superResolution(config: IfUnetConfig, crop: number): TrainableNet {
  const sided = (side: number) => ifUnet(config, { height: side, width: side, tokens: 0 });
  const whole = sided(config.sample_size);
  const cut = sided(crop);
  const image = [config.in_channels / 2, crop, crop];
  return {
    ...whole,
    feeds: { x_t: image, low: image, eps: image, t: [], level: [], log_ratio: [], gain: [], weight: [] },
    loss(scope, { x_t, low, eps, t, level, log_ratio, gain, weight }) {
      const sample = concat(scope.graph, [x_t!, low!], 1);
      const { prediction } = cut.forward(scope, { sample, timestep: t!, class_labels: level! });
      return noiseLoss(scope, prediction!, { eps: eps!, logRatio: log_ratio!, gain: gain!, weight: weight! });
    },
  };
}
