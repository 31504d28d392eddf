import type { Graph } from './graph.ts';
import { reduce } from './reduce.ts';
import { reshape, transpose } from './shape.ts';
import { type Dim, describe, dimAt, sameDims, type Value } from './value.ts';

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** Whether the products may be larger than half precision holds, so that they are taken in single on every target. */
  readonly wide?: boolean;
  /** Added to every row. */
  readonly bias?: Value | undefined;
}

/** A B of two matrices, either of them transposed first, plus a bias where there is one, whose gradient is the sum of dY's rows. */
export function matmul(g: Graph, a: Value, b: Value, options: MatmulOptions = {}): Value {
  const { transposeA = false, transposeB = false, wide = false, bias } = options;
  const [m, inner] = transposeA ? [a.dims[1]!, a.dims[0]!] : [a.dims[0]!, a.dims[1]!];
  const [rows, n] = transposeB ? [b.dims[1]!, b.dims[0]!] : [b.dims[0]!, b.dims[1]!];
  if (inner !== rows) throw new RangeError(`${describe(a)} and ${describe(b)} do not multiply`);
  const flags = { transA: { int: Number(transposeA) }, transB: { int: Number(transposeB) } };
  const inputs = [a, b, ...(bias ? [bias] : [])];
  const y = wide ? g.wide('Gemm', inputs, [m, n], flags) : g.node('Gemm', inputs, [m, n], flags);
  return g.differentiable(y, inputs, (dy) => [
    // Y = A' B': dA' = dY B'^T and dB' = A'^T dY, where A' and B' are A and B or their transposes.
    transposeA
      ? matmul(g, b, dy, { transposeA: transposeB, transposeB: true })
      : matmul(g, dy, b, { transposeB: !transposeB }),
    transposeB
      ? matmul(g, dy, a, { transposeA: true, transposeB: transposeA })
      : matmul(g, a, dy, { transposeA: !transposeA }),
    ...(bias ? [reshape(g, reduce(g, 'ReduceSum', dy, [0]), bias.dims)] : []),
  ]);
}

/** A B for the matrices in the last two axes of a [...,m,k] and b [...,k,n], whose other axes agree. */
export function batchMatmul(g: Graph, a: Value, b: Value): Value {
  const agree = sameDims(a.dims.slice(0, -2), b.dims.slice(0, -2)) && a.dims.at(-1) === b.dims.at(-2);
  if (!agree) throw new RangeError(`${describe(a)} and ${describe(b)} do not multiply`);
  const y = g.node('MatMul', [a, b], [...a.dims.slice(0, -1), b.dims.at(-1)!]);
  return g.differentiable(y, [a, b], (dy) => [
    batchMatmul(g, dy, matrixTranspose(g, b)),
    batchMatmul(g, matrixTranspose(g, a), dy),
  ]);
}

/** The last two axes exchanged. */
function matrixTranspose(g: Graph, x: Value): Value {
  const rank = x.dims.length;
  return transpose(g, x, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2]);
}

/** x W^T + b along the last axis of x [N,...,in], for W [out,in] and, where given, b [out]: PyTorch's Linear. */
export function linear(g: Graph, x: Value, weight: Value, bias?: Value, { wide = false } = {}): Value {
  const flat = reshape(g, x, [rowsOf(x), dimAt(x, -1)]);
  const y = matmul(g, flat, weight, { transposeB: true, wide, bias });
  return reshape(g, y, [...x.dims.slice(0, -1), weight.dims[0]!]);
}

/** The number of rows of the last axis; open as the batch is. */
function rowsOf(x: Value): Dim {
  return x.dims.slice(0, -1).reduce((product, d) => (product === 'N' || d === 'N' ? 'N' : product * d), 1);
}
