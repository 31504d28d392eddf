import { mul } from '../graph/elementwise.ts';
import { gradients } from '../graph/gradients.ts';
import { Graph, type Target } from '../graph/graph.ts';
import { sum } from '../graph/reduce.ts';
import { serialise } from '../graph/serialise.ts';
import { reshape } from '../graph/shape.ts';
import { concrete, type Value } from '../graph/value.ts';
import { initialiseAll } from '../nets/initialise.ts';
import type { Net } from '../nets/net.ts';
import { type Declaration, Scope } from '../nets/scope.ts';
import { normals } from '../tensor/random.ts';
import { sizeOf, type Tensor, type Tensors } from '../tensor/tensor.ts';
import { createSession } from './session.ts';

/** Half the width of a central difference: its error and float32's rounding are then both below 1e-3. */
const STEP = 1e-2;

/** Of whole networks: how far the loss is moved, how far at most a parameter, of its own length too, and the least change to compare with. */
const CHANGE = 0.01;
const REACH = 0.02;
const SHARE = 0.01;
const FLOOR = 1e-3;

type Build = (g: Graph, inputs: readonly Value[]) => Value;

/** Standard normal numbers in a shape, a function of the seed. */
export function normalTensor(dims: readonly number[], seed: number): Tensor {
  return { dims, data: normals({ seed, stream: 'train', sample: 0, timestep: 0 }, sizeOf(dims)) };
}

/** Runs a function of graph values on tensors. */
export async function evaluate(build: Build, inputs: readonly Tensor[], target: Target = {}): Promise<Tensor> {
  const g = new Graph(target);
  const values = inputs.map(({ dims }, i) => g.input(`x${i}`, dims));
  g.output('y', build(g, values));
  const session = await createSession(serialise(g), { threads: 1 });
  const { y } = await session.run(named(inputs));
  await session.release();
  return y!;
}

/**
 * The largest |gradient - central difference| over every element of every input, as a fraction of the largest
 * gradient (at least 1). The function's output y is weighed by random r: the loss is sum(r y).
 */
export async function gradientError(build: Build, inputs: readonly Tensor[]): Promise<number> {
  const { model, weights } = weighedGradients(build, inputs);
  const session = await createSession(model, { threads: 1 });
  const lossAt = async (at: readonly Tensor[]) => dot((await session.run(named(at))).y!, weights);
  const exact = await session.run(named(inputs));
  let worst = 0;
  let largest = 1;
  for (const [i, input] of inputs.entries()) {
    for (const [j, slope] of exact[`dx${i}`]!.data.entries()) {
      const moved = (by: number) => lossAt(inputs.with(i, nudged(input, j, by)));
      const difference = ((await moved(STEP)) - (await moved(-STEP))) / (2 * STEP);
      worst = Math.max(worst, Math.abs(difference - slope));
      largest = Math.max(largest, Math.abs(slope));
    }
  }
  await session.release();
  return worst / largest;
}

/**
 * For each parameter of a network without batch normalisation, |change of the loss predicted - observed| over a short way
 * along its gradient and over one in a random direction, as a fraction of the prediction or of the least to compare with. The
 * loss is the network's first output, weighed by random numbers; parameters are drawn as training begins, silent ones too,
 * normalisations made uneven. By name, the worst first.
 */
export async function netGradientErrors(net: Net, feeds: Tensors): Promise<[name: string, error: number][]> {
  const { g, y, parameters } = declared(net, feeds);
  const r = weighed(
    g,
    y,
    parameters.map(([, { value }]) => value),
  );
  const drawn = parameters.map(([name, declared], i) => [name, unevenly(declared, i)] as const);
  const all: Tensors = { ...feeds, ...Object.fromEntries(drawn) };
  const slopes = await createSession(serialise(g), { threads: 1, rewriting: 'disabled' });
  const exact = await slopes.run(all);
  await slopes.release();
  const forward = declared(net, feeds);
  forward.g.output('y', forward.y);
  const session = await createSession(serialise(forward.g), { threads: 1 });
  const lossAt = async (at: Tensors) => dot((await session.run(at)).y!, r);
  const errors: [string, number][] = [];
  for (const [i, [name, value]] of drawn.entries()) {
    const slope = exact[`dx${i}`]!;
    for (const { step, least } of [along(slope, value), anyhow(slope, value, i)]) {
      const [up, down] = [
        await lossAt({ ...all, [name]: plus(value, step, 1) }),
        await lossAt({ ...all, [name]: plus(value, step, -1) }),
      ];
      const predicted = dot(slope, step);
      errors.push([name, Math.abs((up - down) / 2 - predicted) / Math.max(Math.abs(predicted), least)]);
    }
  }
  await session.release();
  return worstFirst(errors);
}

/** Nothing is worse than what is no number. */
export function worstFirst<T extends readonly [name: string, error: number]>(errors: readonly T[]): T[] {
  const badness = (error: number) => (Number.isNaN(error) ? Number.MAX_VALUE : Math.min(error, Number.MAX_VALUE));
  return errors.toSorted(([, a], [, b]) => badness(b) - badness(a));
}

/** The network over inputs of the feeds' names and shapes, its parameters inputs too. */
function declared(net: Net, feeds: Tensors) {
  const g = new Graph();
  const scope = new Scope(g, (name, dims) => g.input(name, dims), { training: true });
  const inputs = Object.entries(feeds).map(([name, { dims }]) => [name, g.input(name, dims)]);
  const [y] = Object.values(net.forward(scope, Object.fromEntries(inputs)));
  return { g, y: y!, parameters: [...scope.parameters.entries()] };
}

/** A step from a parameter's value, and the least change of the loss to compare with. */
interface Move {
  readonly step: Tensor;
  readonly least: number;
}

/** A step along a gradient that changes the loss by `CHANGE`, or less: along a flat one, or where the values are small. */
function along(slope: Tensor, value: Tensor): Move {
  const steepness = Math.sqrt(dot(slope, slope));
  return { step: ofLength(slope, Math.min(CHANGE / steepness, reachOf(value))), least: FLOOR };
}

/** A step in a random direction: along its own, a gradient that is nought in places where it should not be is never found out. */
function anyhow(slope: Tensor, value: Tensor, seed: number): Move {
  const length = reachOf(value);
  const usual = (Math.sqrt(dot(slope, slope)) * length) / Math.sqrt(slope.data.length);
  return { step: ofLength(normalTensor(slope.dims, seed), length), least: Math.max(usual, FLOOR / 10) };
}

function reachOf(value: Tensor): number {
  return Math.min(REACH, SHARE * Math.sqrt(dot(value, value)));
}

function ofLength({ dims, data }: Tensor, length: number): Tensor {
  const factor = length / Math.sqrt(dot({ dims, data }, { dims, data }));
  return { dims, data: data.map((x) => (Number.isFinite(factor) ? factor * x : 0)) };
}

function unevenly(declared: Declaration, index: number): Tensor {
  const { dims, data } = initialiseAll(declared, 1, index);
  if ('uniform' in declared.initial) return { dims, data };
  return plus({ dims, data }, normalTensor(dims, index), 0.2);
}

function plus({ dims, data }: Tensor, step: Tensor, factor: number): Tensor {
  return { dims, data: data.map((x, i) => x + factor * step.data[i]!) };
}

/** A model with the function's output y and the gradients dx0, dx1, ... of sum(weights y). */
function weighedGradients(build: Build, inputs: readonly Tensor[]): { model: Uint8Array; weights: Tensor } {
  const g = new Graph();
  const values = inputs.map(({ dims }, i) => g.input(`x${i}`, dims));
  const weights = weighed(g, build(g, values), values);
  return { model: serialise(g), weights };
}

/** Makes outputs y and the gradients dx0, dx1, ... of sum(r y) with respect to `wrt`, and answers r. */
function weighed(g: Graph, y: Value, wrt: readonly Value[]): Tensor {
  const weights = normalTensor(concrete(y), 7);
  const axes = y.dims.map((_, i) => i);
  const loss = reshape(g, sum(g, mul(g, y, g.constant(weights)), axes), []);
  g.output('y', y);
  gradients(g, loss, wrt).forEach((gradient, i) => {
    g.output(`dx${i}`, gradient);
  });
  return weights;
}

function named(inputs: readonly Tensor[]): Tensors {
  return Object.fromEntries(inputs.map((input, i) => [`x${i}`, input]));
}

function nudged({ dims, data }: Tensor, index: number, by: number): Tensor {
  const copy = data.slice();
  copy[index]! += by;
  return { dims, data: copy };
}

/** In double precision, so that the difference of two losses keeps its digits. */
function dot(a: Tensor, b: Tensor): number {
  return a.data.reduce((total, x, i) => total + x * b.data[i]!, 0);
}
