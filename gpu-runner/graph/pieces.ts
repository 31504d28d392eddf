import { sizeOf } from '../tensor/tensor.ts';
import type { Graph } from './graph.ts';
import { reshape } from './shape.ts';
import { concrete, type Value } from './value.ts';

/** Elements of a piece: a few buffers of so many stay in cache, and are enough work for the threads to share. */
const PIECE = 1 << 18;

/** Computes a value from pieces [rows of a piece, width] of values, row by row: it may reduce along a row, not across rows. */
type RowWise = (g: Graph, pieces: readonly Value[]) => Value;

/**
 * A row-wise function of values of one shape, taken as matrices of `rows` rows, computed piece by piece. onnxruntime does not
 * fuse elementwise operators: over whole values each of a chain goes through memory, over pieces it stays in cache. The result
 * has the shape of the values. Carries no gradient.
 */
export function inPieces(g: Graph, xs: readonly Value[], rows: number, f: RowWise, piece = PIECE): Value {
  const { dims } = xs[0]!;
  const width = sizeOf(concrete(xs[0]!)) / rows;
  const pieces = piecesOf(rows, width, piece);
  const result =
    pieces === 1 ? f(g, matrices(g, xs, [rows, width])) : scanned(g, xs, [pieces, rows / pieces, width], f);
  return reshape(g, result, dims);
}

function scanned(g: Graph, xs: readonly Value[], dims: readonly [number, number, number], f: RowWise): Value {
  const body = g.body();
  const inputs = xs.map((_, i) => body.input(`piece_${i}`, dims.slice(1)));
  body.output('result', f(body, inputs));
  return g.node('Scan', matrices(g, xs, dims), dims, { body: { body }, num_scan_inputs: { int: xs.length } });
}

function matrices(g: Graph, xs: readonly Value[], dims: readonly number[]): Value[] {
  return xs.map((x) => reshape(g, x, dims));
}

/** The fewest pieces of equal size that are small enough, or of one row. */
function piecesOf(rows: number, width: number, piece: number): number {
  const least = Math.max(1, Math.ceil((rows * width) / piece));
  for (let pieces = least; pieces < rows; pieces++) if (rows % pieces === 0) return pieces;
  return least === 1 ? 1 : rows;
}
