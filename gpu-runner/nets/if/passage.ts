import type { Preset } from '../layers.ts';
import type { IfUnetConfig } from './config.ts';

/** The learned variance's v where that is the posterior's, betaTilde (Nichol and Dhariwal 2021, equation 15). */
const LEAST_V = -1;

/** The first half of what a network answers: the noise eps, or the v of `x0OfVPrediction` in diffusion/. */
export type PredictionType = 'noise' | 'v';

/** How the sample first goes through a network: into it, past its blocks beside `before` other channels, and out. */
export interface Passage {
  readonly enter: Preset;
  pass(before: number, width: number): Preset;
  leave(width: number): Preset;
}

/**
 * A network for the noise that is new answers with its sample, of deviation 1: the noise, were there nothing else. Where that
 * is nearly so, what a picture is like shows in the small rest, and a network that had to find the noise first would be long in
 * reading it (as `c_skip` of Karras et al. 2022, arXiv:2206.00364, serves, in an architecture that has no place for it).
 *
 * One for `v` answers with nothing, that of a picture that is grey where there is nothing but noise.
 *
 * Of the variance, it answers the least that there can be: that of one who knows the picture.
 *
 * Each channel goes through twice, as it is and negated, since gelu(x) - gelu(-x) = x, and fills one group of the last
 * normalisation. None where the network is too narrow for that.
 */
export function passageOf(
  { out_channels, block_out_channels, norm_num_groups: groups }: IfUnetConfig,
  prediction: PredictionType,
): Passage | undefined {
  const channels = out_channels / 2;
  const narrow = (width: number) => width < 2 * channels || (width / groups) % 2 !== 0;
  if (groups < channels || block_out_channels.some(narrow)) return undefined;
  return {
    enter: { rows: 2 * channels, weight: (out, channel) => (channel === out >> 1 ? signOf(out) : 0) },
    pass: (before, width) => {
      const each = width / groups;
      const from = (out: number) => before + 2 * Math.floor(out / each) + (out % 2);
      return { rows: channels * each, weight: (out, channel) => (channel === from(out) ? 1 : 0) };
    },
    leave: (width) => {
      const each = width / groups;
      const from = (channel: number) => Math.floor(channel / each);
      return {
        rows: 2 * channels,
        weight: (out, channel) =>
          prediction === 'noise' && from(channel) === out && out < channels ? (2 / each) * signOf(channel) : 0,
        bias: (out) => (out < channels ? 0 : LEAST_V),
      };
    },
  };
}

function signOf(channel: number): number {
  return channel % 2 === 0 ? 1 : -1;
}
