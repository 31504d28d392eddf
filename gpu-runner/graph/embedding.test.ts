import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate, gradientError, normalTensor } from '../runtime/gradient-check.fixture.ts';
import { createSession } from '../runtime/session.ts';
import { embedding } from './embedding.ts';
import { gradients } from './gradients.ts';
import { Graph } from './graph.ts';
import { sum } from './reduce.ts';
import { serialise } from './serialise.ts';
import { reshape } from './shape.ts';

it('reads rows of the table', async () => {
  const table = { dims: [3, 2], data: Float32Array.of(0, 1, 10, 11, 20, 21) };
  const y = await evaluate((g, [t]) => embedding(g, t!, g.integers([2, 0])), [table]);
  expect([...y.data]).toEqual([20, 21, 0, 1]);
});

it('has the gradients of the finite differences, rows read twice or never', async () => {
  const ids = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(ids, async (rows) => {
      const error = await gradientError((g, [t]) => embedding(g, t!, g.integers(rows)), [normalTensor([4, 3], 1)]);
      expect(error).toBeLessThan(2e-3);
    }),
    { numRuns: 8 },
  );
});

it('adds up the gradients of many equal ids, on several threads', async () => {
  const count = 20_000;
  const g = new Graph();
  const table = g.input('table', [2, 8]);
  const ids = g.cast(g.input('ids', [count / 100, 100]), 'int64');
  const loss = reshape(g, sum(g, embedding(g, table, ids), [0, 1, 2]), []);
  g.output('slope', gradients(g, loss, [table])[0]!);
  const session = await createSession(serialise(g), { threads: 2 });
  const feeds = {
    table: normalTensor([2, 8], 1),
    ids: { dims: [count / 100, 100], data: Float32Array.from({ length: count }, (_, i) => Number(i % 4 === 0)) },
  };
  const { slope } = await session.run(feeds);
  await session.release();
  expect([...slope!.data]).toEqual([...Array(8).fill(count * 0.75), ...Array(8).fill(count * 0.25)]);
});
