import { type Tensors, zeros } from '../../tensor/tensor.ts';
import { declarationsOf } from '../declarations.ts';
import type { IfUnetConfig } from './config.ts';
import { ifUnet } from './unet.ts';

/**
 * Zeros for all parameters of a U-Net that read its text. With them, what a text adds to the embedding is a normalisation of
 * scale and bias 0, and what pixels take from it, attending to nothing else, is 0: whatever the text, the network is the one of
 * 0 tokens, which is the one that is trained.
 */
export function silentText(config: IfUnetConfig): Tensors {
  const declared = (tokens: number) =>
    declarationsOf(ifUnet(config, { height: config.sample_size, width: config.sample_size, tokens }));
  const spoken = declared(0);
  const reading = [...declared(1)].filter(([name]) => !spoken.has(name));
  return Object.fromEntries(reading.map(([name, { dims }]) => [name, zeros(dims)]));
}
