import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import { createSession } from '../runtime/session.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { adamRates, adamUpdate } from './optimiser.ts';

const finite = fc.double({ min: -10, max: 10, noNaN: true });

it('follows algorithm 1 of Kingma and Ba, written out in double precision', async () => {
  const session = await createSession(oneUpdate(), { threads: 1 });
  const run = fc.record({
    start: finite,
    gradients: fc.array(finite, { minLength: 1, maxLength: 8 }),
    rate: fc.constantFrom(1e-3, 0.1),
  });
  await fc.assert(
    fc.asyncProperty(run, async ({ start, gradients, rate }) => {
      const literal = literalAdam(start, gradients, rate);
      let [m, v] = [one(0), one(0)];
      let p = one(start);
      for (const [i, gradient] of gradients.entries()) {
        const { size, root } = adamRates(rate, i + 1);
        const next = await session.run({ p, gradient: one(gradient), m, v, size: scalar(size), root: scalar(root) });
        p = next['next.p']!;
        m = next['next.m']!;
        v = next['next.v']!;
      }
      expect(Math.abs(p.data[0]! - literal)).toBeLessThan(1e-5 + 1e-4 * rate);
    }),
    { numRuns: 50 },
  );
  await session.release();
});

function oneUpdate(): Uint8Array {
  const g = new Graph();
  const [p, gradient, m, v] = ['p', 'gradient', 'm', 'v'].map((name) => g.input(name, [1]));
  const rates = { size: g.input('size', []), root: g.input('root', []) };
  const next = adamUpdate(g, p!, gradient!, { m: m!, v: v! }, rates);
  g.output('next.p', next.parameter);
  g.output('next.m', next.m);
  g.output('next.v', next.v);
  return serialise(g);
}

function literalAdam(start: number, gradients: readonly number[], rate: number): number {
  let [theta, m, v] = [start, 0, 0];
  gradients.forEach((gradient, i) => {
    const t = i + 1;
    m = 0.9 * m + 0.1 * gradient;
    v = 0.999 * v + 0.001 * gradient * gradient;
    theta -= (rate * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
  });
  return theta;
}

function one(x: number): Tensor {
  return { dims: [1], data: Float32Array.of(x) };
}

function scalar(x: number): Tensor {
  return { dims: [], data: Float32Array.of(x) };
}
