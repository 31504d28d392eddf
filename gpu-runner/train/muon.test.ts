import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import { normalTensor } from '../runtime/gradient-check.fixture.ts';
import { createSession } from '../runtime/session.ts';
import { sizeOf, type Tensor, zeros } from '../tensor/tensor.ts';
import { muonUpdate } from './muon.ts';

const RATE = 0.01;
/** Kernels and matrices, wide, tall, square, and of one row. */
const shapes = fc.constantFrom([3, 5], [5, 3], [4, 4], [1, 7], [4, 2, 3, 3], [9, 1, 2, 2]);

describe('muonUpdate', () => {
  it('is the algorithm, written out in double precision, over several steps', async () => {
    const run = fc.record({ dims: shapes, seed: fc.nat(1000), steps: fc.integer({ min: 1, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(run, async ({ dims, seed, steps }) => {
        const gradients = Array.from({ length: steps }, (_, i) => normalTensor(dims, seed + i));
        const start = normalTensor(dims, seed + 100);
        const [mine, literal] = [await updated(start, gradients), literalMuon(start, gradients)];
        expect(Math.max(...mine.map((x, i) => Math.abs(x - literal[i]!)))).toBeLessThan(1e-5);
      }),
      { numRuns: 30 },
    );
  });

  it('moves every direction about as far, whatever the gradient makes of it', async () => {
    const steep = [1, 0, 0, 0, 0.1, 0, 0, 0, 0.05];
    const moved = await updated(zeros([3, 3]), [{ dims: [3, 3], data: Float32Array.from(steep) }]);
    const distances = [0, 4, 8].map((i) => Math.abs(moved[i]!) / (RATE * 0.2 * Math.sqrt(3)));
    for (const distance of distances) expect(Math.abs(distance - 1)).toBeLessThan(0.35);
  });

  it('stays where it is without a gradient', async () => {
    const start = normalTensor([3, 5], 1);
    expect(await updated(start, [zeros([3, 5])])).toEqual([...start.data]);
  });
});

async function updated(start: Tensor, gradients: readonly Tensor[]): Promise<number[]> {
  const g = new Graph();
  const [p, gradient, m] = ['p', 'gradient', 'm'].map((name) => g.input(name, start.dims));
  const next = muonUpdate(g, p!, gradient!, { m: m!, rate: g.scalar(RATE) });
  g.output('next.p', next.parameter);
  g.output('next.m', next.m);
  const session = await createSession(serialise(g), { threads: 1 });
  let state = { p: start, m: zeros(start.dims) };
  for (const each of gradients) {
    const result = await session.run({ ...state, gradient: each });
    state = { p: result['next.p']!, m: result['next.m']! };
  }
  await session.release();
  return [...state.p.data];
}

type Matrix = readonly (readonly number[])[];

function literalMuon(start: Tensor, gradients: readonly Tensor[]): number[] {
  const [rows, columns] = [start.dims[0]!, sizeOf(start.dims) / start.dims[0]!];
  let p: Matrix = matrixOf(start, rows, columns);
  let m: Matrix = scaled(p, 0);
  for (const each of gradients) {
    const gradient = matrixOf(each, rows, columns);
    m = sum(scaled(m, 0.95), scaled(gradient, 0.05));
    let x: Matrix = sum(scaled(m, 0.95), scaled(gradient, 0.05));
    x = scaled(x, 1 / Math.sqrt(x.flat().reduce((total, value) => total + value ** 2, 0)));
    for (let round = 0; round < 5; round++) {
      const a = product(x, transposed(x));
      const b = sum(scaled(a, -4.775), scaled(product(a, a), 2.0315));
      x = sum(scaled(x, 3.4445), product(b, x));
    }
    p = sum(p, scaled(x, -RATE * 0.2 * Math.sqrt(Math.max(rows, columns))));
  }
  return p.flat();
}

function matrixOf({ data }: Tensor, rows: number, columns: number): Matrix {
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
}

function scaled(a: Matrix, by: number): Matrix {
  return a.map((row) => row.map((x) => x * by));
}

function sum(a: Matrix, b: Matrix): Matrix {
  return a.map((row, i) => row.map((x, j) => x + b[i]![j]!));
}

function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((total, x, k) => total + x * b[k]![j]!, 0)));
}

function transposed(a: Matrix): Matrix {
  return a[0]!.map((_, j) => a.map((row) => row[j]!));
}
