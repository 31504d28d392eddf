import type { Optimiser } from '@manifold/shared/recipe/training';
import { initialise } from '../nets/initialise.ts';
import type { TrainableNet } from '../nets/net.ts';
import { findChannelBlock } from '../runtime/channel-block.ts';
import { findProvider } from '../runtime/provider.ts';
import { createSession, type Session, type SessionOptions } from '../runtime/session.ts';
import { type Tensor, type Tensors, zeros } from '../tensor/tensor.ts';
import { adamRates } from './optimiser.ts';
import { NEXT, RATES, type StepGraph, stepGraph } from './step-graph.ts';

export interface TrainStep {
  /** One optimisation step on `feeds` (batch tensors by input name); returns the mean loss of the batch. */
  run(feeds: Tensors, learningRate: number): Promise<{ loss: number }>;
  /**
   * Everything needed to go on: parameters `param.*`, running statistics `stat.*`, moments `adam.m.*` and, of what Adam
   * moves, `adam.v.*`, averages of parameters and statistics `ema.*`, and `step` [1].
   */
  save(): Tensors;
  /** Throws an error naming the first missing or misshapen tensor. */
  load(state: Tensors): void;
  /**
   * Takes over the parameters and statistics that are also here, in the same shape: of a net that this one has grown from. Their
   * averages begin with them, and the optimiser begins anew, moments and number of the step, since its correction for moments of
   * zero holds for all parameters or none.
   */
  adopt(state: Tensors): void;
}

/** How a step is run; on one provider its results depend on the number of threads alone. The provider is the best there is when left out. */
export type StepRunning = Pick<SessionOptions, 'threads' | 'provider'>;

export interface TrainStepOptions extends StepRunning {
  readonly batch: number;
  /** Seeds the initial parameters. */
  readonly seed: number;
  /** Decay of the exponential moving average; without it, or at 0, no `ema.*` is kept. */
  readonly ema?: number;
  /** The greatest norm of all gradients together; what is longer is shortened to it. */
  readonly clip?: number;
  /** Adam when left out. */
  readonly optimiser?: Optimiser;
}

/** Compiles a training step of `net` for batches of one size, and initialises its state. */
export async function createTrainStep(net: TrainableNet, options: TrainStepOptions): Promise<TrainStep> {
  const provider = options.provider ?? (await findProvider());
  const channelBlock = provider === 'cpu' ? await findChannelBlock() : undefined;
  const { batch, clip, optimiser, threads } = options;
  const averaged = isAveraged(options);
  const moving = { ...(clip !== undefined && { clip }), ...(optimiser && { optimiser }) };
  const graph = stepGraph(net, { batch, averaged, channelBlock, ...moving });
  const session = await createSession(graph.model, {
    provider,
    // It makes none of these thousands of operators faster, and takes two thirds of the time to load.
    ...(provider === 'cpu' && { rewriting: 'disabled' }),
    ...(threads !== undefined && { threads }),
  });
  return new SessionStep(session, graph.rates, initialState(graph, options), options.ema);
}

class SessionStep implements TrainStep {
  readonly #session: Session;
  readonly #rateNames: ReadonlySet<string>;
  readonly #decay: number | undefined;
  #state: Tensors;
  #step = 0;

  constructor(session: Session, rateNames: ReadonlySet<string>, state: Tensors, decay: number | undefined) {
    this.#session = session;
    this.#rateNames = rateNames;
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
    const entries = Object.entries(this.#state).map(([name, own]) => {
      if (name.startsWith('adam.')) return [name, zeros(own.dims)];
      const learnt = learntOf(state, name);
      return [name, hasShape(learnt, own.dims) ? learnt! : own];
    });
    this.#state = Object.fromEntries(entries);
    this.#step = 0;
  }

  #rates(learningRate: number, t: number): Tensors {
    const { size, root } = adamRates(learningRate, t);
    const averaging = 1 - warmDecay(this.#decay ?? 0, t);
    const all = { [RATES.size]: size, [RATES.root]: root, [RATES.plain]: learningRate, [RATES.averaging]: averaging };
    const wanted = Object.entries(all).filter(([name]) => this.#rateNames.has(name));
    return Object.fromEntries(wanted.map(([name, rate]) => [name, scalar(rate)]));
  }
}

/** The decay at step t: short at first, so that the initial weights are soon forgotten (as in TensorFlow's average). */
function warmDecay(decay: number, t: number): number {
  return Math.min(decay, t / (9 + t));
}

function isAveraged({ ema = 0 }: TrainStepOptions): boolean {
  return ema > 0;
}

function initialState({ parameters, statistics, moments }: StepGraph, options: TrainStepOptions): Tensors {
  const state: Tensors = Object.fromEntries([...moments].map(([name, dims]) => [name, zeros(dims)]));
  [...parameters, ...statistics].forEach(([name, declared], index) => {
    const value = initialise(declared, options.seed, index);
    if (isAveraged(options)) state[`ema.${name}`] = value;
    state[`${statistics.has(name) ? 'stat' : 'param'}.${name}`] = value;
  });
  return state;
}

/** What a tensor of that name begins with: an average with what it is of. */
function learntOf(state: Tensors, name: string): Tensor | undefined {
  const averaged = name.startsWith('ema.') && name.slice('ema.'.length);
  return averaged ? (state[`param.${averaged}`] ?? state[`stat.${averaged}`]) : state[name];
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
