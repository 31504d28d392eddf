import { convolve } from '../graph/convolve.ts';
import { Graph } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import { normals } from '../tensor/random.ts';
import { sizeOf, type Tensor } from '../tensor/tensor.ts';
import { createSession } from './session.ts';

/** Block sizes of onnxruntime's convolutions: AVX-512 and Arm, then AVX2. */
const CANDIDATES = [16, 8];

let found: Promise<number | undefined> | undefined;

/** The block size with which blocked convolutions come out right on this machine's processor, if any. Tried once. */
export function findChannelBlock(): Promise<number | undefined> {
  found ??= search();
  return found;
}

async function search(): Promise<number | undefined> {
  const inputs = { x: example([1, 32, 5, 5], 0), w: example([32, 32, 3, 3], 1), b: example([32], 2) };
  const expected = await trial(inputs, undefined);
  for (const block of CANDIDATES) {
    // A processor without the layout, or a release without the operators, refuses to load or to run the trial.
    const y = await trial(inputs, block).catch(() => undefined);
    if (y?.every((value, i) => Math.abs(value - expected[i]!) < 1e-3)) return block;
  }
  return undefined;
}

async function trial(inputs: Record<'x' | 'w' | 'b', Tensor>, block: number | undefined): Promise<Float32Array> {
  const g = new Graph({ channelBlock: block });
  const [x, w, b] = (['x', 'w', 'b'] as const).map((name) => g.input(name, inputs[name].dims));
  g.output('y', convolve(g, x!, w!, b!, { stride: 1, padding: 1 }));
  const session = await createSession(serialise(g), { threads: 1 });
  const { y } = await session.run(inputs);
  await session.release();
  return y!.data;
}

function example(dims: readonly number[], sample: number): Tensor {
  return { dims, data: normals({ seed: 1, stream: 'train', sample, timestep: 0 }, sizeOf(dims)) };
}
