import type { DigitConfig, DigitNetName } from './config.ts';
import { trainSigma } from './denoiser-batches.ts';
import { classDrop } from './draws.ts';
import { trainSchedule } from './schedule.ts';

type Row = [name: string, text: string];

/** What a card says of a net beside its run: a heading, what it makes, and rows for the table. */
interface UnetText {
  readonly heading: string;
  /** Of its width, and what it was trained on. */
  readonly makes: (width: number, place: string) => string;
  readonly loss: string;
  readonly rows: (config: DigitConfig) => readonly Row[];
}

function classRow(config: DigitConfig): Row {
  const share = classDrop(config).toLocaleString('en', { style: 'percent', maximumFractionDigits: 2 });
  return ['Class', `one-hot, zeroed for ${share} of the pictures`];
}

function diffusionRow(config: DigitConfig): Row {
  const T = trainSchedule(config).num_train_timesteps;
  return ['Diffusion', `T = ${T}, beta linear from 1e-4 to 0.02, pixels in [0, 1]`];
}

export const TEXTS: Readonly<Record<Exclude<DigitNetName, 'mnist-judge'>, UnetText>> = {
  'mnist-denoiser': {
    heading: 'noise taken off digits in one step',
    makes: (
      width,
      place,
    ) => `A U-Net of width ${width} that removes Gaussian noise from handwritten digits of 28 x 28 pixels in one
evaluation. Trained by this repository${place}.`,
    loss: 'mean squared error of the clean picture',
    rows: (config) => [['Noise', `z = x + ${trainSigma(config)} eps, fresh in each batch, pixels in [0, 1]`]],
  },
  'mnist-time': {
    heading: 'digits from noise',
    makes: (
      width,
      place,
    ) => `A diffusion U-Net of width ${width} that makes handwritten digits of 28 x 28 pixels, conditioned on the timestep alone.
Trained by this repository${place}.`,
    loss: 'mean squared error of the noise',
    rows: (config) => [diffusionRow(config)],
  },
  'mnist-class': {
    heading: 'digits on request',
    makes: (
      width,
      place,
    ) => `A diffusion U-Net of width ${width} that makes handwritten digits of 28 x 28 pixels, conditioned on the digit, with
classifier-free guidance. Trained by this repository${place}.`,
    loss: 'mean squared error of the noise',
    rows: (config) => [diffusionRow(config), classRow(config)],
  },
  'mnist-flow': {
    heading: 'digits on request, by flow matching',
    makes: (
      width,
      place,
    ) => `A U-Net of width ${width} trained by flow matching to make handwritten digits of 28 x 28 pixels, conditioned on the digit,
with classifier-free guidance. Trained by this repository${place}.`,
    loss: 'mean squared error of the velocity',
    rows: (config) => [
      ['Flow', 'x_t = (1 - t) noise + t picture, t uniform in [0, 1], velocity picture - noise, pixels in [0, 1]'],
      classRow(config),
    ],
  },
};
