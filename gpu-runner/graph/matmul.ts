import { add } from './elementwise.ts';
import type { Graph } from './graph.ts';
import { describe, type Value } from './value.ts';

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** A B of two matrices, either of them transposed first. */
export function matmul(g: Graph, a: Value, b: Value, options: MatmulOptions = {}): Value {
  const { transposeA = false, transposeB = false } = options;
  const [m, inner] = transposeA ? [a.dims[1]!, a.dims[0]!] : [a.dims[0]!, a.dims[1]!];
  const [rows, n] = transposeB ? [b.dims[1]!, b.dims[0]!] : [b.dims[0]!, b.dims[1]!];
  if (inner !== rows) throw new RangeError(`${describe(a)} and ${describe(b)} do not multiply`);
  const flags = { transA: { int: Number(transposeA) }, transB: { int: Number(transposeB) } };
  const y = g.node('Gemm', [a, b], [m, n], flags);
  return g.differentiable(y, [a, b], (dy) => [
    // Y = A' B': dA' = dY B'^T and dB' = A'^T dY, where A' and B' are A and B or their transposes.
    transposeA
      ? matmul(g, b, dy, { transposeA: transposeB, transposeB: true })
      : matmul(g, dy, b, { transposeB: !transposeB }),
    transposeB
      ? matmul(g, dy, a, { transposeA: true, transposeB: transposeA })
      : matmul(g, a, dy, { transposeA: !transposeA }),
  ]);
}

/** x W^T + b for x [N, in], W [out, in], b [out], the layout of PyTorch's Linear. */
export function linear(g: Graph, x: Value, weight: Value, bias: Value): Value {
  return add(g, matmul(g, x, weight, { transposeB: true }), bias);
}
