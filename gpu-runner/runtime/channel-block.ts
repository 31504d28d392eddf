import { gelu } from '../graph/activation.ts';
import { conv2d, convTranspose2d } from '../graph/conv/conv.ts';
import { gradients } from '../graph/gradients.ts';
import { Graph } from '../graph/graph.ts';
import { squaredError } from '../graph/loss.ts';
import { batchNorm, moments } from '../graph/norm.ts';
import { serialise } from '../graph/serialise.ts';
import { concat } from '../graph/shape.ts';
import type { Value } from '../graph/value.ts';
import { normals } from '../tensor/random.ts';
import { sizeOf, type Tensor, type Tensors } from '../tensor/tensor.ts';
import { createSession } from './session.ts';

/** Block sizes of onnxruntime's convolutions: AVX-512 and Arm, then AVX2. */
const CANDIDATES = [16, 8];

let found: Promise<number | undefined> | undefined;

/**
 * The block size with which what is done in blocks comes out right on this machine's processor, if any. Found once; a search that
 * failed, since what is right could not be computed either, is made again at the next call.
 */
export function findChannelBlock(): Promise<number | undefined> {
  found ??= search().catch((error: unknown) => {
    found = undefined;
    throw error;
  });
  return found;
}

/** A small network of every operator that is taken in blocks, on pictures [16,64,4,5], which it makes 8 x 10. */
const SHAPES = {
  x: [16, 64, 4, 5],
  filter: [64, 64, 3, 3],
  scale: [64],
  bias: [64],
  enlarging: [128, 16, 4, 4],
  halving: [64, 16, 3, 3],
  target: [16, 64, 4, 5],
} as const;
type Part = keyof typeof SHAPES;

async function search(): Promise<number | undefined> {
  const inputs = Object.fromEntries(Object.entries(SHAPES).map(([part, dims], i) => [part, example(dims, i)]));
  const expected = await trial(inputs, undefined);
  for (const block of CANDIDATES) {
    // A processor without the layout, or a release without the operators, refuses to load or to run the trial.
    const found = await trial(inputs, block).catch(() => undefined);
    if (found && Object.entries(expected).every(([name, { data }]) => areNear(data, found[name]!.data))) return block;
  }
  return undefined;
}

/** Loss and gradients, by the part that they are of. */
async function trial(inputs: Tensors, block: number | undefined): Promise<Tensors> {
  const g = new Graph({ channelBlock: block });
  const parts = Object.entries(SHAPES).map(([part, dims]) => [part, g.input(part, dims)] as const);
  const loss = lossOf(g, Object.fromEntries(parts) as Record<Part, Value>);
  const slopes = gradients(
    g,
    loss,
    parts.map(([, value]) => value),
  );
  g.output('loss', loss);
  for (const [i, [part]] of parts.entries()) g.output(`slope.${part}`, slopes[i]!);
  const session = await createSession(serialise(g), { threads: 1 });
  try {
    return await session.run(inputs);
  } finally {
    await session.release();
  }
}

function lossOf(g: Graph, { x, filter, scale, bias, enlarging, halving, target }: Record<Part, Value>): Value {
  const seen = conv2d(g, x, filter, bias, { stride: 1, padding: 1 });
  const active = gelu(g, batchNorm(g, seen, { scale, bias }, moments(g, seen), 1e-5));
  const none = g.constant({ dims: [16], data: new Float32Array(16) });
  const large = convTranspose2d(g, concat(g, [active, x], 1), enlarging, none, { stride: 2, padding: 1 });
  return squaredError(g, conv2d(g, large, halving, bias, { stride: 2, padding: 1 }), target);
}

function areNear(wanted: Float32Array, found: Float32Array): boolean {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return wanted.every((value, i) => Math.abs(value - found[i]!) < 1e-4 * largest);
}

function example(dims: readonly number[], sample: number): Tensor {
  return { dims, data: normals({ seed: 1, stream: 'train', sample, timestep: 0 }, sizeOf(dims)) };
}
