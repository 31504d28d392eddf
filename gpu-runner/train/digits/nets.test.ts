import { expect, it } from 'vitest';
import type { DigitNetName } from './config.ts';
import { DIGIT_NETS } from './nets.ts';

it.each<[net: DigitNetName, hidden: number, epochs: number, batch: number, lr: number, decay: number]>([
  ['mnist-denoiser', 128, 5, 256, 1e-4, 1],
  ['mnist-time', 64, 20, 128, 1e-3, 0.1],
  ['mnist-class', 64, 20, 128, 1e-3, 0.1],
  // Of the flow the rate and its fall alone are the course's.
  ['mnist-flow', 64, 10, 64, 1e-2, 0.1],
])(
  '%s is trained as the course trains it, unless something else is asked for',
  (net, hidden, epochs, batch, lr, decay) => {
    expect(DIGIT_NETS[net]).toMatchObject({ decay, defaults: { hidden, epochs, batch, lr, limit: 60_000 } });
  },
);
