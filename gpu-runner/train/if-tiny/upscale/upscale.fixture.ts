import type { UpscaleConfig } from './run.ts';

/** Two phases of two steps, on discs of 64 pixels. */
export const upscaledDiscs: UpscaleConfig = {
  net: 'if-tiny-upscale',
  widths: '8,16',
  sizes: '8:8:4,16:4:2',
  lr: 1e-3,
  optimiser: 'adam',
  snr: 20,
  seed: 1,
  ema: 0.9,
  side: 64,
  digest: 'discs',
};
