import type { Manifest } from '../protocol/manifest.ts';

/** What decides the formulas. */
export type Processed = Pick<Manifest, 'process' | 'trainTimesteps' | 'prediction' | 'variance'>;

/** What the formulas of a process say. A picture x has `signal` of the image in it and `noise` of the noise z. */
export interface ProcessFormula {
  /** What the network estimates. */
  readonly estimate: string;
  readonly signal: (at: string) => string;
  readonly noise: (at: string) => string;
  readonly x0: string;
  /** From a picture to the next; a denoiser makes no steps. */
  readonly step?: string;
  /** The variance of the noise that a step adds, of those that add any. */
  readonly variance?: string;
}

const diffusion = (variance: Manifest['variance']): ProcessFormula => ({
  estimate: 'eps',
  signal: (at) => `sqrt(abar${at}) `,
  noise: (at) => `sqrt(1 - abar${at}) `,
  x0: '(x - sqrt(1 - abar) eps) / sqrt(abar)',
  step: "sqrt(abar') b / (1 - abar) x0 + sqrt(a) (1 - abar') / (1 - abar) x + sigma z, a = abar / abar', b = 1 - a",
  variance: variance === 'fixed' ? 'b' : "b ((1 - abar') / (1 - abar))^(1 - f), f by the network",
});

/** v is `v_prediction` of diffusers, sqrt(abar) eps - sqrt(1 - abar) image. */
const vDiffusion = (variance: Manifest['variance']): ProcessFormula => ({
  ...diffusion(variance),
  estimate: 'v',
  x0: 'sqrt(abar) x - sqrt(1 - abar) v',
});

/** Euler's method along the velocity u; s is the part of noise. */
const flow = (trainTimesteps: number): ProcessFormula => ({
  estimate: 'u',
  signal: (at) => `(1 - s${at}) `,
  noise: (at) => `s${at} `,
  x0: 'x + s u',
  step: `x0 + (s' / s) (x - x0), s = (t + 1) / ${trainTimesteps}`,
});

const denoiser: ProcessFormula = {
  estimate: 'clean',
  signal: () => '',
  noise: (at) => `sigma${at} `,
  x0: 'clean, sigma = t / 100',
};

export function processFormula({ process, trainTimesteps, prediction, variance }: Processed): ProcessFormula {
  switch (process) {
    case 'diffusion':
      return prediction === 'velocity' ? vDiffusion(variance) : diffusion(variance);
    case 'flow':
      return flow(trainTimesteps);
    case 'denoiser':
      return denoiser;
  }
}
