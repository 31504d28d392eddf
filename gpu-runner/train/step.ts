import { initialise } from '../nets/initialise.ts';
import type { TrainableNet } from '../nets/net.ts';
import { findChannelBlock } from '../runtime/channel-block.ts';
import { findProvider } from '../runtime/provider.ts';
import { createSession, type Session, type SessionOptions } from '../runtime/session.ts';
import type { Tensor, Tensors } from '../tensor/tensor.ts';
import { adamInit, adamRates } from './optimiser.ts';
import { NEXT, RATES, type StepGraph, stepGraph } from './step-graph.ts';

export interface TrainStep {
  /** One optimisation step on `feeds` (batch tensors by input name); returns the mean loss of the batch. */
  run(feeds: Tensors, learningRate: number): Promise<{ loss: number }>;
  /**
   * Everything needed to go on: parameters `param.*`, running statistics `stat.*`, moments `adam.m.*` and
   * `adam.v.*`, averages of parameters and statistics `ema.*`, and `step` [1].
   */
  save(): Tensors;
  /** Throws an error naming the first missing or misshapen tensor. */
  load(state: Tensors): void;
  /** Takes over what is also here, in the same shape: the state of a net that this one has grown from. The rest stays new. */
  adopt(state: Tensors): void;
}

/** How a step is run; its results depend on the number of threads alone. */
export type StepRunning = Pick<SessionOptions, 'threads' | 'spinning'>;

export interface TrainStepOptions extends StepRunning {
  readonly batch: number;
  /** Seeds the initial parameters. */
  readonly seed: number;
  /** Decay of the exponential moving average; without it no `ema.*` is kept. */
  readonly ema?: number;
  /** The greatest norm of all gradients together; what is longer is shortened to it. */
  readonly clip?: number;
}

/** Compiles a training step of `net` for batches of one size, and initialises its state. */
export async function createTrainStep(net: TrainableNet, options: TrainStepOptions): Promise<TrainStep> {
  const provider = await findProvider();
  const channelBlock = provider === 'cpu' ? await findChannelBlock() : undefined;
  const { batch, clip, threads, spinning = false } = options;
  const averaged = options.ema !== undefined;
  const graph = stepGraph(net, { batch, averaged, channelBlock, ...(clip !== undefined && { clip }) });
  const session = await createSession(graph.model, { provider, spinning, ...(threads !== undefined && { threads }) });
  return new SessionStep(session, initialState(graph, options), options.ema);
}

class SessionStep implements TrainStep {
  readonly #session: Session;
  readonly #decay: number | undefined;
  #state: Tensors;
  #step = 0;

  constructor(session: Session, state: Tensors, decay: number | undefined) {
    this.#session = session;
    this.#state = state;
    this.#decay = decay;
  }

  async run(feeds: Tensors, learningRate: number): Promise<{ loss: number }> {
    const rates = this.#rates(learningRate, this.#step + 1);
    const { loss, ...next } = await this.#session.run({ ...this.#state, ...feeds, ...rates });
    this.#state = Object.fromEntries(Object.entries(next).map(([name, value]) => [name.slice(NEXT.length), value]));
    this.#step += 1;
    return { loss: loss!.data[0]! };
  }

  save(): Tensors {
    return { ...this.#state, step: { dims: [1], data: Float32Array.of(this.#step) } };
  }

  load(state: Tensors): void {
    const known = Object.entries(this.save()).map(([name, { dims }]) => [name, sameShape(state, name, dims)] as const);
    const { step, ...tensors } = Object.fromEntries(known);
    this.#state = tensors;
    this.#step = step!.data[0]!;
  }

  adopt(state: Tensors): void {
    const known = Object.entries(this.save());
    this.load(
      Object.fromEntries(known.map(([name, own]) => [name, hasShape(state[name], own.dims) ? state[name]! : own])),
    );
  }

  #rates(learningRate: number, t: number): Tensors {
    const { size, root } = adamRates(learningRate, t);
    const adam = { [RATES.size]: scalar(size), [RATES.root]: scalar(root) };
    return this.#decay === undefined ? adam : { ...adam, [RATES.averaging]: scalar(1 - warmDecay(this.#decay, t)) };
  }
}

/** The decay at step t: short at first, so that the initial weights are soon forgotten (as in TensorFlow's average). */
function warmDecay(decay: number, t: number): number {
  return Math.min(decay, t / (9 + t));
}

function initialState({ parameters, statistics }: StepGraph, { seed, ema }: TrainStepOptions): Tensors {
  const state: Tensors = {};
  [...parameters, ...statistics].forEach(([name, declared], index) => {
    const value = initialise(declared, seed, index);
    if (ema !== undefined) state[`ema.${name}`] = value;
    if (statistics.has(name)) {
      state[`stat.${name}`] = value;
      return;
    }
    const { m, v } = adamInit(declared.dims);
    Object.assign(state, { [`param.${name}`]: value, [`adam.m.${name}`]: m, [`adam.v.${name}`]: v });
  });
  return state;
}

function sameShape(state: Tensors, name: string, dims: readonly number[]): Tensor {
  const found = state[name];
  if (!found) throw new Error(`the training state has no ${name}`);
  if (!hasShape(found, dims)) {
    throw new Error(
      `${name} in the training state is [${found.dims.join(', ')}], where [${dims.join(', ')}] is wanted`,
    );
  }
  return found;
}

function hasShape(tensor: Tensor | undefined, dims: readonly number[]): boolean {
  return tensor?.dims.join() === dims.join();
}

function scalar(x: number): Tensor {
  return { dims: [], data: Float32Array.of(x) };
}
