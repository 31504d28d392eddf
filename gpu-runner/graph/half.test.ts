import { expect, it } from 'vitest';
import { createSession } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';
import { Graph } from './graph.ts';
import { matmul } from './matmul.ts';
import { serialise } from './serialise.ts';

const a = tensor([1, 2], Float32Array.of(1, 3));
const b = tensor([2, 1], Float32Array.of(1 + 2 ** -12, 4));

async function product({ wide = false, half = true }): Promise<number> {
  const g = new Graph({ half });
  g.output('y', matmul(g, g.input('a', [1, 2]), g.constant(b), { wide }));
  const session = await createSession(serialise(g), { threads: 1 });
  const { y } = await session.run({ a });
  await session.release();
  return y!.data[0]!;
}

// On a processor onnxruntime takes the product itself in single, and what goes in and out of it: weights alone are rounded.
it('products of a target of halves round their weights, but for wide ones', async () => {
  expect(await product({ half: false })).toBe(13 + 2 ** -12);
  expect(await product({})).toBe(13);
  expect(await product({ wide: true })).toBe(13 + 2 ** -12);
});

it('halves that were widened are taken as they were, with no cast', () => {
  const g = new Graph({ half: true });
  const weight = g.input('w', [2, 1], 'float16');
  expect(g.cast(g.cast(weight, 'float32'), 'float16')).toBe(weight);
  const rounded = g.input('r', [2, 1], 'bfloat16');
  expect(g.cast(g.cast(rounded, 'float32'), 'float16').dtype).toBe('float16');
});
