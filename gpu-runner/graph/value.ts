/** A dimension is a number, or 'N' for a batch whose size is known only when the graph runs. */
export type Dim = number | 'N';
/** Numbers of the element types in onnx.proto (TensorProto.DataType). */
export const DATA_TYPES = { float32: 1, int64: 7, float16: 10, bfloat16: 16 } as const;
export type DType = keyof typeof DATA_TYPES;

/** A handle on a tensor of a graph. */
export interface Value {
  readonly name: string;
  readonly dims: readonly Dim[];
  readonly dtype: DType;
}

/** An input left out. */
export const ABSENT: Value = { name: '', dims: [], dtype: 'float32' };

/** The dimensions as numbers. Throws a RangeError where one is open: gradients want concrete shapes. */
export function concrete(value: Value): number[] {
  return value.dims.map((d) => {
    if (d === 'N') throw new RangeError(`${value.name} has an open batch dimension where a number is needed`);
    return d;
  });
}

/** Dimension `axis` (from the end when negative) as a number. */
export function dimAt(value: Value, axis: number): number {
  const d = value.dims.at(axis);
  if (typeof d !== 'number') throw new RangeError(`axis ${axis} of ${describe(value)} is not a number`);
  return d;
}

/** The shape two operands broadcast to, as in numpy. Throws a RangeError when they do not fit. */
export function broadcastDims(a: Value, b: Value): Dim[] {
  const rank = Math.max(a.dims.length, b.dims.length);
  return Array.from({ length: rank }, (_, i) => {
    const da = a.dims[i - rank + a.dims.length] ?? 1;
    const db = b.dims[i - rank + b.dims.length] ?? 1;
    if (da === db || db === 1) return da;
    if (da === 1) return db;
    throw new RangeError(`${describe(a)} and ${describe(b)} do not broadcast`);
  });
}

export function sameDims(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

export function describe(value: Value): string {
  return `${value.name} [${value.dims.join(', ')}]`;
}
