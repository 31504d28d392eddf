/** The nets this repo trains, by the name given on the command line. */
export const NETS = ['mnist-class', 'mnist-judge'] as const;
export type NetName = (typeof NETS)[number];

/** What determines a training run; with the same values it yields the same parameters, byte for byte, at one thread count. */
export interface RunConfig {
  readonly net: NetName;
  /** Width of the U-Net's first level; the judge has one width only and ignores it. */
  readonly hidden: number;
  readonly epochs: number;
  readonly batch: number;
  /** The run uses the first `limit` training pictures. */
  readonly limit: number;
  readonly seed: number;
  /** Decay of the moving average of the weights. */
  readonly ema: number;
}

/** Adam's first learning rate, divided by ten over the run: 0.1^(1/epochs) an epoch. */
const LEARNING_RATE = 1e-3;

/** Whole batches of an epoch; pictures left over wait for another epoch's shuffle. */
export function stepsPerEpoch(config: RunConfig): number {
  return Math.floor(config.limit / config.batch);
}

export function totalSteps(config: RunConfig): number {
  return config.epochs * stepsPerEpoch(config);
}

/** The epoch, from 0, of the step with this number, from 0. */
export function epochOf(config: RunConfig, index: number): number {
  return Math.floor(index / stepsPerEpoch(config));
}

export function learningRate(config: RunConfig, epoch: number): number {
  return LEARNING_RATE * 0.1 ** (epoch / config.epochs);
}
