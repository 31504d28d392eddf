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

function firstRows({ dims: [count, ...shape], data }: Tensor, rows: number): Tensor {
  return { dims: [rows, ...shape], data: data.subarray(0, (data.length / count!) * rows) };
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
  { timeout: 120_000 },
  async (bundle, part, threads) => {
    const contents = await readContents(fileURLToPath(new URL(`../bundles/${bundle}`, import.meta.url)));
    const { net, directory, weights } = netOf(contents, part);
    const feeds = feedsOf(net.inputs);
    let expected: Float32Array | undefined;
    for (const count of threads) {
      const session = await bundleSession(net, directory, weights, { threads: count, provider: 'cpu' });
      for (const rows of part === 'upscaler' ? [1, 2] : [1, 2, most]) {
        const some = Object.entries(feeds).map(([name, tensor]) => [name, firstRows(tensor, rows)] as const);
        const [answer] = Object.values(await session.run(Object.fromEntries(some)));
        const first = firstRows(answer!, 1).data.slice();
        expected ??= first;
        expect(
          Buffer.compare(Buffer.from(first.buffer), Buffer.from(expected.buffer)),
          `${rows} rows, ${count} threads`,
        ).toBe(0);
      }
      await session.release();
    }
  },
);
