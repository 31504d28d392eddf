import { sizeOf, type Tensor, tensor, zeros } from './tensor.ts';
import type { Room } from './workspace.ts';

/** Joins tensors [n_i, ...rest] along their first dimension: [sum n_i, ...rest]. */
export function concatRows(parts: readonly Tensor[], room: Room = zeros): Tensor {
  const rest = parts[0]?.dims.slice(1) ?? [];
  const rows = parts.reduce((sum, { dims }) => sum + dims[0]!, 0);
  const whole = room([rows, ...rest]);
  let offset = 0;
  for (const { data } of parts) {
    whole.data.set(data, offset);
    offset += data.length;
  }
  return whole;
}

/** Rows `start` to `end` (excluded) of a tensor [N, ...rest], sharing its memory. */
export function rowsOf({ dims, data }: Tensor, start: number, end: number): Tensor {
  const rest = dims.slice(1);
  const size = sizeOf(rest);
  return tensor([end - start, ...rest], data.subarray(start * size, end * size));
}

/** Cuts a tensor [N, ...rest] into pieces of `count` rows that share its memory; `count` divides N. */
export function splitRows(whole: Tensor, count: number): Tensor[] {
  return Array.from({ length: whole.dims[0]! / count }, (_, i) => rowsOf(whole, i * count, (i + 1) * count));
}
