import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readContents } from '../bundle/kinds.ts';
import { bundleSession } from '../runtime/inference.ts';
import { normals } from '../tensor/random.ts';
import { sizeOf, type Tensor, type Tensors } from '../tensor/tensor.ts';
import { type NetPart, netOf } from './nets.ts';

const most = 5;

/** Values that inputs take which are no pictures: a timestep or a noise level, and a text of seven tokens. */
const given: Readonly<Record<string, (at: number) => number>> = {
  timestep: () => 100,
  class_labels: () => 100,
  input_ids: (at) => (at < 7 ? 3 + at : 0),
  attention_mask: (at) => Number(at < 7),
};

/** `most` rows of what a network takes, of numbers that only they have. */
function feedsOf(inputs: Readonly<Record<string, readonly number[]>>): Tensors {
  const entries = Object.entries(inputs).map(([name, shape], sample) => {
    const [dims, size] = [[most, ...shape], sizeOf(shape)];
    const noise = normals({ seed: 1, stream: 'train', sample, timestep: 0 }, sizeOf(dims));
    const value = given[name];
    return [name, { dims, data: value ? noise.map((_, i) => value(i % size)) : noise }] as const;
  });
  return Object.fromEntries(entries);
}

function rowsFrom(first: number, rows: number, { dims: [count, ...shape], data }: Tensor): Tensor {
  const size = data.length / count!;
  return { dims: [rows, ...shape], data: data.subarray(first * size, (first + rows) * size) };
}

/** Whether the bytes are the same. */
function areSame(a: Float32Array, b: Float32Array): boolean {
  const [first, second] = [a, b].map((x) => Buffer.from(x.buffer, x.byteOffset, x.byteLength));
  return first!.equals(second!);
}

/** Whatever it is asked for beside it, and however many processors there are. */
it.each<[bundle: string, part: NetPart, threads: readonly number[]]>([
  ['mnist-class', 'unet', [1, 2, 3]],
  ['mnist-time', 'unet', [1, 2, 3]],
  ['mnist-denoiser', 'unet', [1, 2, 3]],
  ['if-tiny', 'text', [1, 2, 3]],
  ['if-tiny', 'unet', [1, 2, 3, 8]],
  ['if-tiny', 'upscaler', [1, 3]],
])(
  "%s's %s answers a row with the same bytes, alone and among others, on %o threads",
  async (bundle, part, threads) => {
    const contents = await readContents(fileURLToPath(new URL(`../bundles/${bundle}`, import.meta.url)));
    const { net, directory, weights } = netOf(contents, part);
    const feeds = feedsOf(net.inputs);
    const batches = part === 'upscaler' ? [2] : [2, most];
    const alone = new Map<number, Float32Array>();
    for (const count of threads) {
      const session = await bundleSession(net, directory, weights, { threads: count, provider: 'cpu' });
      const answers = async (first: number, rows: number) => {
        const some = Object.entries(feeds).map(([name, tensor]) => [name, rowsFrom(first, rows, tensor)] as const);
        return Object.values(await session.run(Object.fromEntries(some)))[0]!;
      };
      for (const row of new Set([0, ...batches.map((rows) => rows - 1)])) {
        const { data } = await answers(row, 1);
        if (!alone.has(row)) alone.set(row, data.slice());
        expect(areSame(data, alone.get(row)!), `row ${row} alone, ${count} threads`).toBe(true);
      }
      for (const rows of batches) {
        const answer = await answers(0, rows);
        for (const row of [0, rows - 1]) {
          const { data } = rowsFrom(row, 1, answer);
          expect(areSame(data, alone.get(row)!), `row ${row} of ${rows}, ${count} threads`).toBe(true);
        }
      }
      await session.release();
    }
  },
);
