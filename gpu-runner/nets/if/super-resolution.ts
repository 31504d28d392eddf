import { concat } from '../../graph/shape.ts';
import type { TrainableNet } from '../net.ts';
import type { IfUnetConfig } from './config.ts';
import { isInner } from './inner.ts';
import { predictionLoss } from './prediction-loss.ts';
import { ifUnet } from './unet.ts';

/**
 * Stage 2 of DeepFloyd IF without a text: from `sample` [N,2C,S,S], the picture under noise and the enlarged one, `timestep` and
 * `class_labels` [N], the noise level of what was enlarged, to `prediction` [N,2C,S,S]. Trained on squares of `crop` pixels cut
 * from such pictures, which its convolutions take as they take the whole: `x_t`, `low` and `eps` [N,C,crop,crop], and of each row
 * `t`, `level` and what its error is multiplied by, `weight` [N].
 *
 * Its variance is the least that there can be, as the network begins with: what it is told leaves little open, and a learnt
 * one, which makes up for the network's own errors, would show as grain after so few steps as the second stage is given.
 */
export function superResolution(config: IfUnetConfig, crop: number): TrainableNet {
  const sided = (side: number) => ifUnet(config, { height: side, width: side, tokens: 0 });
  const whole = sided(config.sample_size);
  const cut = sided(crop);
  const image = [config.in_channels / 2, crop, crop];
  return {
    ...whole,
    isInner,
    feeds: { x_t: image, low: image, eps: image, t: [], level: [], weight: [] },
    loss(scope, { x_t, low, eps, t, level, weight }) {
      const sample = concat(scope.graph, [x_t!, low!], 1);
      const { prediction } = cut.forward(scope, { sample, timestep: t!, class_labels: level! });
      return predictionLoss(scope, prediction!, { target: eps!, weight: weight! });
    },
  };
}
