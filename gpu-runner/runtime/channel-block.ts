import { convolve } from '../graph/convolve.ts';
import { filterGradient } from '../graph/filter-gradient.ts';
import { Graph } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import { normals } from '../tensor/random.ts';
import { sizeOf, type Tensor, type Tensors } from '../tensor/tensor.ts';
import { createSession } from './session.ts';

/** Block sizes of onnxruntime's convolutions: AVX-512 and Arm, then AVX2. */
const CANDIDATES = [16, 8];

let found: Promise<number | undefined> | undefined;

/** The block size with which blocked convolutions and their gradients come out right on this machine's processor, if any. Tried once. */
export function findChannelBlock(): Promise<number | undefined> {
  found ??= search();
  return found;
}

async function search(): Promise<number | undefined> {
  const inputs = { x: example([16, 32, 5, 5], 0), w: example([32, 32, 3, 3], 1), b: example([32], 2) };
  const expected = await trial(inputs, undefined);
  for (const block of CANDIDATES) {
    // A processor without the layout, or a release without the operators, refuses to load or to run the trial.
    const found = await trial(inputs, block).catch(() => undefined);
    if (found && Object.entries(expected).every(([name, { data }]) => areNear(data, found[name]!.data))) return block;
  }
  return undefined;
}

async function trial(inputs: Record<'x' | 'w' | 'b', Tensor>, block: number | undefined): Promise<Tensors> {
  const g = new Graph({ channelBlock: block });
  const [x, w, b] = (['x', 'w', 'b'] as const).map((name) => g.input(name, inputs[name].dims));
  const geometry = { stride: 1, padding: 1 };
  const y = convolve(g, x!, w!, b!, geometry);
  g.output('y', y);
  g.output('dw', filterGradient(g, x!, y, 3, geometry));
  const session = await createSession(serialise(g), { threads: 1 });
  const results = await session.run(inputs);
  await session.release();
  return results;
}

function areNear(wanted: Float32Array, found: Float32Array): boolean {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return wanted.every((value, i) => Math.abs(value - found[i]!) < 1e-4 * largest);
}

function example(dims: readonly number[], sample: number): Tensor {
  return { dims, data: normals({ seed: 1, stream: 'train', sample, timestep: 0 }, sizeOf(dims)) };
}
