/** The nets of digits this repo trains, by the name given on the command line. */
export const NETS = ['mnist-denoiser', 'mnist-time', 'mnist-class', 'mnist-flow', 'mnist-judge'] as const;
export type NetName = (typeof NETS)[number];

/** What determines a training run on digits; with the same values it yields the same parameters, byte for byte, at one thread count. */
export interface RunConfig {
  readonly net: NetName;
  /** Width of the U-Net's first level; the judge has one width only and ignores it. */
  readonly hidden: number;
  readonly epochs: number;
  readonly batch: number;
  /** Adam's first learning rate. */
  readonly lr: number;
  /** The run uses the first `limit` training pictures. */
  readonly limit: number;
  readonly seed: number;
  /** Decay of the moving average of the weights. */
  readonly ema: number;
}

/** Whole batches of an epoch; pictures left over wait for another epoch's shuffle. */
export function stepsPerEpoch({ limit, batch }: Pick<RunConfig, 'limit' | 'batch'>): number {
  return Math.floor(limit / batch);
}

/** The epoch, from 0, of the step with this number, from 0. */
export function epochOf(config: Pick<RunConfig, 'limit' | 'batch'>, index: number): number {
  return Math.floor(index / stepsPerEpoch(config));
}

/** The learning rate of an epoch, from 0, where it falls to `decay` of the first over the run, by as much each epoch. */
export function learningRate({ lr, epochs }: RunConfig, decay: number, epoch: number): number {
  return lr * decay ** (epoch / epochs);
}
