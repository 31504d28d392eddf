import type { DigitConfig, DigitConfigOf, DigitNetName } from './config.ts';

type Row = [name: string, text: string];

/** What a card says of a net beside its run. */
interface UnetText {
  readonly heading: string;
  /** Of its width, and what it was trained on. */
  readonly makes: (width: number, place: string) => string;
  readonly loss: string;
}

function classRow({ drop }: DigitConfigOf<'mnist-class' | 'mnist-flow'>): Row {
  const share = drop.toLocaleString('en', { style: 'percent', maximumFractionDigits: 2 });
  return ['Class', `one-hot, zeroed for ${share} of the pictures`];
}

function diffusionRow({ timesteps }: DigitConfigOf<'mnist-time' | 'mnist-class'>): Row {
  return ['Diffusion', `T = ${timesteps}, beta linear from 1e-4 to 0.02, pixels in [0, 1]`];
}

const FLOW: Row = [
  'Flow',
  'x_t = (1 - t) noise + t picture, t uniform in [0, 1], velocity picture - noise, pixels in [0, 1]',
];

/** Rows of the table that say what a net is shown. */
export function shownRows(config: DigitConfig): readonly Row[] {
  switch (config.net) {
    case 'mnist-denoiser':
      return [['Noise', `z = x + ${config.sigma} eps, fresh in each batch, pixels in [0, 1]`]];
    case 'mnist-time':
      return [diffusionRow(config)];
    case 'mnist-class':
      return [diffusionRow(config), classRow(config)];
    case 'mnist-flow':
      return [FLOW, classRow(config)];
    case 'mnist-judge':
      return [];
  }
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
  },
  'mnist-time': {
    heading: 'digits from noise',
    makes: (
      width,
      place,
    ) => `A diffusion U-Net of width ${width} that makes handwritten digits of 28 x 28 pixels, conditioned on the timestep alone.
Trained by this repository${place}.`,
    loss: 'mean squared error of the noise',
  },
  'mnist-class': {
    heading: 'digits on request',
    makes: (
      width,
      place,
    ) => `A diffusion U-Net of width ${width} that makes handwritten digits of 28 x 28 pixels, conditioned on the digit, with
classifier-free guidance. Trained by this repository${place}.`,
    loss: 'mean squared error of the noise',
  },
  'mnist-flow': {
    heading: 'digits on request, by flow matching',
    makes: (
      width,
      place,
    ) => `A U-Net of width ${width} trained by flow matching to make handwritten digits of 28 x 28 pixels, conditioned on the digit,
with classifier-free guidance. Trained by this repository${place}.`,
    loss: 'mean squared error of the velocity',
  },
};
