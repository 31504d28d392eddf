import type { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/value.ts';
import { sizeOf } from '../tensor/tensor.ts';

const MOMENTUM = 0.95;
const EPS = 1e-12;
/** Root mean square of an update's numbers beside the learning rate, as large as Adam's are. */
const SIZE = 0.2;
/** Rounds, and coefficients of the polynomial x (a + b x^2 + c x^4) that drives each singular value to about 1. */
const ROUNDS = 5;
const [A, B, C] = [3.4445, -4.775, 2.0315];

/**
 * Muon (Jordan et al. 2024, github.com/KellerJordan/Muon), for matrices between hidden layers; a kernel is the matrix of its first
 * axis by all others. m' = b m + (1 - b) g; of b m' + (1 - b) g (Nesterov) the singular values are made about 1, and the update is
 * sized by sqrt(the longer side) (Liu et al. 2025, arXiv:2502.16982), so that Adam's learning rates hold.
 */
export function muonUpdate(
  g: Graph,
  parameter: Value,
  gradient: Value,
  { m, rate }: { readonly m: Value; readonly rate: Value },
): { readonly parameter: Value; readonly m: Value } {
  const op = (kind: string, a: Value, b: Value) => g.node(kind, [a, b], a.dims);
  const decayed = (a: Value) =>
    op('Add', op('Mul', a, g.scalar(MOMENTUM)), op('Mul', gradient, g.scalar(1 - MOMENTUM)));
  const dims = parameter.dims as readonly number[];
  const [rows, columns] = [dims[0]!, sizeOf(dims) / dims[0]!];
  const m1 = decayed(m);
  const flat = g.node('Reshape', [decayed(m1), g.integers([rows, columns])], [rows, columns]);
  const turned = g.node('Reshape', [orthogonalised(g, flat), g.integers(dims)], dims);
  const update = op('Mul', turned, g.scalar(SIZE * Math.sqrt(Math.max(rows, columns))));
  return { parameter: op('Sub', parameter, op('Mul', update, rate)), m: m1 };
}

/**
 * U V^T, nearly, for a matrix U S V^T: Newton and Schulz's iteration X' = a X + (b A + c A^2) X with A = X X^T, or on the
 * other side where that is shorter.
 */
function orthogonalised(g: Graph, matrix: Value): Value {
  const [rows, columns] = matrix.dims as readonly [number, number];
  const isTall = rows > columns;
  const square = isTall ? [columns, columns] : [rows, rows];
  const side = isTall ? { transA: { int: 1 } } : { transB: { int: 1 } };
  const gemm = (x: Value, y: Value, onto: Value, alpha: number, beta: number) =>
    g.node('Gemm', [x, y, onto], onto.dims, { alpha: { float: alpha }, beta: { float: beta } });
  const norm = g.node('Sqrt', [g.node('ReduceSumSquare', [matrix], [], { keepdims: { int: 0 } })], []);
  let x = g.node('Div', [matrix, g.node('Add', [norm, g.scalar(EPS)], [])], matrix.dims);
  for (let round = 0; round < ROUNDS; round++) {
    const a = g.node('Gemm', [x, x], square, side);
    const b = gemm(a, a, a, C, B);
    x = isTall ? gemm(x, b, x, 1, A) : gemm(b, x, x, 1, A);
  }
  return x;
}
