import type { Value } from '../../graph/value.ts';
import type { TrainableNet } from '../net.ts';
import type { Scope } from '../scope.ts';
import type { T5Config } from '../t5/config.ts';
import { t5Encoder } from '../t5/encoder.ts';
import type { IfUnetConfig } from './config.ts';
import { isInner } from './inner.ts';
import { predictionAndVarianceLoss } from './prediction-loss.ts';
import { type IfUnetSize, ifUnet } from './unet.ts';

/** The configurations of both networks, as their files in a bundle have them. */
export interface TextToImageConfig {
  readonly text: T5Config;
  readonly unet: IfUnetConfig;
}

/** What makes a vector of a text: the encoder, and the pool of its states. */
const READERS = /^(text_encoder|unet\.add_embedding)\./;

/**
 * Share of the learning rate of what reads the text. At the U-Net's it is shaken, before there is anything to learn, into
 * answering every text alike; as it begins, with the words' pictures in its table, it tells them apart.
 */
const READING = 0.1;

type Values = Readonly<Record<string, Value>>;

/** What the networks' parameters begin with: the folders of a bundle that hold them. */
export const PARTS = { text: 'text_encoder', unet: 'unet' } as const;

/**
 * Stage 1 of DeepFloyd IF with its text encoder as one network, to be trained together: from `sample` [N,C,H,W], `timestep`
 * [N], `input_ids` and `attention_mask` [N,L] to `prediction` [N,2C,H,W]. Trained on `x_t` and its `v_target` [N,C,H,W], `t` [N],
 * the text, and of each row's timestep `log_ratio`, `gain` and `weight` [N], see `hybridLoss`.
 */
export function textToImage(config: TextToImageConfig, size: IfUnetSize): TrainableNet {
  const image = [config.unet.in_channels, size.height, size.width];
  const text = t5Encoder(config.text, size.tokens);
  const unet = ifUnet(config.unet, { ...size, prediction: 'v' });
  const predict = (scope: Scope, { sample, timestep, ...tokens }: Values) => {
    const { last_hidden_state: states } = text.forward(scope.under(PARTS.text), tokens);
    const inputs = { sample: sample!, timestep: timestep!, encoder_hidden_states: states! };
    return unet.forward(scope.under(PARTS.unet), inputs).prediction!;
  };
  return {
    inputs: { sample: image, timestep: [], ...text.inputs },
    forward: (scope, inputs) => ({ prediction: predict(scope, inputs) }),
    shareOf: (name) => (READERS.test(name) ? READING : 1),
    isInner,
    feeds: { x_t: image, v_target: image, t: [], log_ratio: [], gain: [], weight: [], ...text.inputs },
    loss(scope, { x_t, t, v_target, log_ratio, gain, weight, ...tokens }) {
      const prediction = predict(scope, { sample: x_t!, timestep: t!, ...tokens });
      const ofRows = { logRatio: log_ratio!, gain: gain!, weight: weight! };
      return predictionAndVarianceLoss(scope, prediction, { target: v_target!, ...ofRows });
    },
  };
}
