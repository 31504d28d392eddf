import { mul } from '../graph/elementwise.ts';
import { gradients } from '../graph/gradients.ts';
import { Graph } from '../graph/graph.ts';
import { sum } from '../graph/reduce.ts';
import { serialise } from '../graph/serialise.ts';
import { reshape } from '../graph/shape.ts';
import { concrete, type Value } from '../graph/value.ts';
import { normals } from '../tensor/random.ts';
import { sizeOf, type Tensor, type Tensors } from '../tensor/tensor.ts';
import { createSession } from './session.ts';

/** Half the width of a central difference: its error and float32's rounding are then both below 1e-3. */
const STEP = 1e-2;

type Build = (g: Graph, inputs: readonly Value[]) => Value;

/** Standard normal numbers in a shape, a function of the seed. */
export function normalTensor(dims: readonly number[], seed: number): Tensor {
  return { dims, data: normals({ seed, stream: 'train', sample: 0, timestep: 0 }, sizeOf(dims)) };
}

/** Runs a function of graph values on tensors. */
export async function evaluate(build: Build, inputs: readonly Tensor[]): Promise<Tensor> {
  const g = new Graph();
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

/** A model with the function's output y and the gradients dx0, dx1, ... of sum(weights y). */
function weighedGradients(build: Build, inputs: readonly Tensor[]): { model: Uint8Array; weights: Tensor } {
  const g = new Graph();
  const values = inputs.map(({ dims }, i) => g.input(`x${i}`, dims));
  const y = build(g, values);
  const weights = normalTensor(concrete(y), 7);
  const axes = y.dims.map((_, i) => i);
  const loss = reshape(g, sum(g, mul(g, y, g.constant(weights)), axes), []);
  g.output('y', y);
  gradients(g, loss, values).forEach((gradient, i) => {
    g.output(`dx${i}`, gradient);
  });
  return { model: serialise(g), weights };
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
