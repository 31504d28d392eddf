import { sizeOf } from '../tensor/tensor.ts';
import type { Graph } from './graph.ts';
import { reshape } from './shape.ts';
import { concrete, type Value } from './value.ts';

/** Elements of a piece: a few buffers of so many stay in cache, and are enough work for the threads to share. */
const PIECE = 1 << 17;

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
    pieces === 1
      ? f(g, matrices(g, xs, [rows, width]))
      : scanned(g, matrices(g, xs, [pieces, rows / pieces, width]), f);
  return reshape(g, result, dims);
}

/** Elements of the pictures that are taken together. */
const PICTURES = 1 << 19;

/**
 * A function of pictures [n,...] to pictures of `dims`, computed for a few at a time, for the same reason: what it makes on the
 * way stays in cache. It may give its result under any dimensions, and read values of the graph around it. Carries no gradient.
 */
export function byPictures(
  g: Graph,
  x: Value,
  dims: readonly number[],
  f: (g: Graph, pictures: Value) => Value,
): Value {
  const [n, ...rest] = concrete(x) as [number, ...number[]];
  const pieces = piecesOf(n, sizeOf(rest), PICTURES);
  if (pieces === 1) return reshape(g, f(g, x), dims);
  const few = reshape(g, x, [pieces, n / pieces, ...rest]);
  return reshape(
    g,
    scanned(g, [few], (body, [some]) => f(body, some!)),
    dims,
  );
}

/** A function of what lies along the first axis of each value, and the results along the first axis again. */
export function scanned(g: Graph, xs: readonly Value[], f: RowWise): Value {
  const body = g.body();
  const inputs = xs.map((x, i) => body.input(`piece_${i}`, x.dims.slice(1)));
  const result = f(body, inputs);
  body.output('result', result);
  const dims = [xs[0]!.dims[0]!, ...result.dims];
  return g.node('Scan', xs, dims, { body: { body }, num_scan_inputs: { int: xs.length } });
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
