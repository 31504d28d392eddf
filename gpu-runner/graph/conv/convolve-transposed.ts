import { sizeOf } from '../../tensor/tensor.ts';
import { fromBlocks } from '../blocks.ts';
import type { Graph } from '../graph.ts';
import { concat, reshape, transpose } from '../shape.ts';
import { concrete, dimAt, type Value } from '../value.ts';
import { convolveBlocks, takesBlocks } from './blocked-conv.ts';
import { type FilterGeometry, filterAttributes } from './convolve.ts';

type Size = readonly [height: number, width: number];

/**
 * The transposed convolution operator on x [N,C,h,w] by w [C,K,k,k] and, where given, b [K], to [N,K,...size]: the gradient of
 * a convolution of that size with respect to its input. Carries no gradient.
 */
export function convolveTransposed(
  g: Graph,
  x: Value,
  w: Value,
  b: Value | undefined,
  geometry: FilterGeometry,
  size: Size,
): Value {
  const { stride, padding } = geometry;
  const phases = [0, 1].map((axis) =>
    Array.from({ length: stride }, (_, i) => phaseOf(i, geometry, dimAt(w, 2), dimAt(x, axis + 2), size[axis]!)),
  ) as [Phase[], Phase[]];
  if (takesBlocks(g, dimAt(w, 0), dimAt(w, 1)) && phases.flat().every(isConvolution)) {
    return inPhases(g, x, w, b, phases, size);
  }
  // Rows that the strides of the convolution never reached get nothing: output_padding restores them.
  const rest = size.map((length) => (length + 2 * padding - dimAt(w, 2)) % stride);
  const attributes = { ...filterAttributes(w, geometry), output_padding: { ints: rest } };
  return g.node('ConvTranspose', b ? [x, w, b] : [x, w], [x.dims[0]!, w.dims[1]!, ...size], attributes);
}

/** The places u = stride q + phase of one axis: a convolution of x by the taps that fall on them, every stride-th, turned. */
interface Phase {
  readonly first: number;
  readonly stride: number;
  readonly taps: number;
  /** How many places q there are, and the zeros that the convolution wants before and after x. */
  readonly count: number;
  readonly before: number;
  readonly after: number;
}

/**
 * y[u] sums w[i] x[p] where u = stride p + i - padding. With i = first + stride m and u = stride q + phase, p = q + ahead - m.
 */
function phaseOf(phase: number, { stride, padding }: FilterGeometry, k: number, length: number, size: number): Phase {
  const first = (phase + padding) % stride;
  const taps = Math.ceil((k - first) / stride);
  const ahead = (phase + padding - first) / stride;
  const count = size / stride;
  return { first, stride, taps, count, before: taps - 1 - ahead, after: count - length + ahead };
}

function isConvolution({ taps, count, before, after }: Phase): boolean {
  return taps > 0 && Number.isInteger(count) && before >= 0 && after >= 0;
}

/** Each phase of rows and columns by itself, in blocks, and then put between each other: a pixel is a run of numbers, and so is a row. */
function inPhases(
  g: Graph,
  x: Value,
  w: Value,
  b: Value | undefined,
  [rows, columns]: readonly [readonly Phase[], readonly Phase[]],
  size: Size,
): Value {
  const pixel = g.target.channelBlock!;
  const line = (row: Phase) => {
    const parts = columns.map((column) => onePhase(g, x, w, b, row, column));
    return alternating(g, parts, pixel);
  };
  const all = alternating(g, rows.map(line), size[1] * pixel);
  return fromBlocks(g, reshape(g, all, [x.dims[0]!, w.dims[1]!, ...size]));
}

function onePhase(g: Graph, x: Value, w: Value, b: Value | undefined, row: Phase, column: Phase): Value {
  const filter = transpose(g, everyStrideTurned(g, w, row, column), [1, 0, 2, 3]);
  return convolveBlocks(g, x, filter, b, [x.dims[0]!, w.dims[1]!, row.count, column.count], {
    kernel_shape: { ints: [row.taps, column.taps] },
    pads: { ints: [row.before, column.before, row.after, column.after] },
  });
}

/** The taps of w [C,K,k,k] that fall on a phase, from the last to the first. */
function everyStrideTurned(g: Graph, w: Value, row: Phase, column: Phase): Value {
  const phases = [row, column];
  const bounds = [
    phases.map(({ first, stride, taps }) => first + stride * (taps - 1)),
    [-dimAt(w, 2) - 1, -dimAt(w, 3) - 1],
    [2, 3],
    phases.map(({ stride }) => -stride),
  ];
  const dims = [w.dims[0]!, w.dims[1]!, row.taps, column.taps];
  return g.node('Slice', [w, ...bounds.map((bound) => g.integers(bound))], dims);
}

/** A run of each part in turn. */
function alternating(g: Graph, parts: readonly Value[], run: number): Value {
  const runs = sizeOf(concrete(parts[0]!)) / run;
  return concat(
    g,
    parts.map((part) => reshape(g, part, [runs, run])),
    1,
  );
}
