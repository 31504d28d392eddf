import { fillsBlocks, layoutFree } from './blocks.ts';
import type { Graph } from './graph.ts';
import { concrete, type Dim, describe, dimAt, sameDims, type Value } from './value.ts';

/** The same elements under other dimensions; 'N' may stay open. dX = dY under the old ones. */
export function reshape(g: Graph, x: Value, dims: readonly Dim[]): Value {
  if (sameDims(x.dims, dims)) return x;
  const shape = g.integers(dims.map((d) => (d === 'N' ? -1 : d)));
  return g.differentiable(g.node('Reshape', [x, shape], dims), [x], (dy) => [reshape(g, dy, x.dims)]);
}

/** y[i_perm[0], i_perm[1], ...] = x[i_0, i_1, ...] as numpy's transpose. dX = dY under the inverse permutation. */
export function transpose(g: Graph, x: Value, perm: readonly number[]): Value {
  const y = g.node(
    'Transpose',
    [x],
    perm.map((axis) => x.dims[axis]!),
    { perm: { ints: perm } },
  );
  const inverse = perm.map((_, i) => perm.indexOf(i));
  return g.differentiable(y, [x], (dy) => [transpose(g, dy, inverse)]);
}

/** Joins along `axis`. Each input's gradient is its slice of dY. */
export function concat(g: Graph, xs: readonly Value[], axis: number): Value {
  const sizes = xs.map((x) => dimAt(x, axis));
  const total = sizes.reduce((a, b) => a + b, 0);
  const dims = xs[0]!.dims.map((d, i) => (i === axis ? total : d));
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0));
  const whole = axis === 1 && sizes.every((size) => fillsBlocks(g, size));
  const y = layoutFree(g, whole, xs, (parts) => g.node('Concat', parts, dims, { axis: { int: axis } }));
  return g.differentiable(y, xs, (dy) =>
    starts.map((start, i) =>
      layoutFree(g, whole, [dy], ([d]) => slice(g, d!, [{ axis, start, end: start + sizes[i]! }])),
    ),
  );
}

export interface Range {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

/** x[..., start:end, ...] on each axis named. dX = dY padded with zeros. */
export function slice(g: Graph, x: Value, ranges: readonly Range[]): Value {
  const dims = x.dims.map((d, i) => {
    const range = ranges.find(({ axis }) => axis === i);
    return range ? range.end - range.start : d;
  });
  const bounds = [ranges.map((r) => r.start), ranges.map((r) => r.end), ranges.map((r) => r.axis)];
  const y = g.node('Slice', [x, ...bounds.map((b) => g.integers(b))], dims);
  return g.differentiable(y, [x], (dy) => {
    const widths = concrete(x).map((d, i) => {
      const range = ranges.find(({ axis }) => axis === i) ?? { start: 0, end: d };
      return [range.start, d - range.end] as const;
    });
    return [pad(g, dy, widths)];
  });
}

/** Zeros added before and after each axis; a negative width crops. dX = dY padded by the negated widths. */
export function pad(g: Graph, x: Value, widths: readonly (readonly [before: number, after: number])[]): Value {
  if (widths.length !== x.dims.length) throw new RangeError(`pad wants a pair for each axis of ${describe(x)}`);
  if (widths.every(([before, after]) => before === 0 && after === 0)) return x;
  const dims = x.dims.map((d, i) => (d === 'N' ? d : d + widths[i]![0] + widths[i]![1]));
  const pads = g.integers([...widths.map(([before]) => before), ...widths.map(([, after]) => after)]);
  const y = g.node('Pad', [x, pads], dims);
  return g.differentiable(y, [x], (dy) => [
    pad(
      g,
      dy,
      widths.map(([before, after]) => [-before, -after] as const),
    ),
  ]);
}
