import { expect, it } from 'vitest';
import { gelu } from './activation.ts';
import { conv2d, convTranspose2d } from './conv/conv.ts';
import { gradients } from './gradients.ts';
import { Graph } from './graph.ts';
import { batchNorm, moments } from './norm.ts';
import { mean } from './reduce.ts';
import { serialise } from './serialise.ts';
import { reshape } from './shape.ts';
import type { Value } from './value.ts';

const SAME = { stride: 1, padding: 1 };

/** A chain of three normalised convolutions of pictures [16,32,8,8], and the gradient of its first filter. */
function chain(channelBlock: number | undefined): Graph {
  const g = new Graph({ channelBlock });
  const filters = [0, 1, 2].map((i) => g.input(`w${i}`, [32, 32, 3, 3]));
  const [scale, bias] = [g.input('scale', [32]), g.input('bias', [32])];
  const layer = (x: Value, w: Value) => {
    const y = conv2d(g, x, w, bias, SAME);
    return gelu(g, batchNorm(g, y, { scale, bias }, moments(g, y), 1e-5));
  };
  const y = filters.reduce(layer, g.input('x', [16, 32, 8, 8]));
  const loss = reshape(g, mean(g, y, [0, 1, 2, 3]), []);
  g.output('slope', gradients(g, loss, filters)[0]!);
  return g;
}

/** How often an operator is in the model; names of values go on after its name. */
function count(g: Graph, op: string): number {
  return (
    Buffer.from(serialise(g))
      .toString('latin1')
      .match(new RegExp(`${op}(?!_)`, 'g'))?.length ?? 0
  );
}

it('pictures go into blocks once, and from operator to operator stay in them', () => {
  const blocked = chain(16);
  // The picture itself, the gradient of the loss, and both sides of the filter's gradient, where pictures take the channels' place.
  expect(count(blocked, 'ReorderInput')).toBe(4);
  // One of those sides, and the gradient itself; nothing else is read outside.
  expect(count(blocked, 'ReorderOutput')).toBe(2);
  expect(count(blocked, 'BatchNormalization')).toBe(0);
  // Over blocks of pictures: the filter's gradient by minimal filtering.
  expect(count(blocked, 'Scan')).toBe(1);
});

it('where the processor has none, nothing of them is in the model', () => {
  const plain = chain(undefined);
  expect(['ReorderInput', 'ReorderOutput', 'com.microsoft.nchwc'].map((op) => count(plain, op))).toEqual([0, 0, 0]);
});

it.each([
  ['by phases where they are of whole blocks', 16, 0],
  ['by an operator of their own elsewhere', 17, 1],
])('transposed convolutions are taken %s', (_, channels, operators) => {
  const g = new Graph({ channelBlock: 16 });
  const [x, w, b] = [g.input('x', [2, 16, 4, 4]), g.input('w', [16, channels, 4, 4]), g.input('b', [channels])];
  g.output('y', convTranspose2d(g, x, w, b, { stride: 2, padding: 1 }));
  expect(count(g, 'ConvTranspose')).toBe(operators);
});

it.each([
  ['by minimal filtering from 32 channels on', 32, 6],
  ['by the whole filter below', 16, 0],
])('convolutions are taken %s', (_, channels, products) => {
  const g = new Graph({ channelBlock: 16 });
  const w = g.input('w', [channels, channels, 3, 3]);
  conv2d(g, g.input('x', [2, channels, 8, 8]), w, g.input('b', [channels]), SAME);
  const rows = g.nodes.filter(
    ({ attributes: { kernel_shape: shape } }) => shape && 'ints' in shape && shape.ints.join() === '1,3',
  );
  expect(rows).toHaveLength(products);
});
