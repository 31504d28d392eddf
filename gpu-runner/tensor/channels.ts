import { splitRows } from './rows.ts';
import { sizeOf, type Tensor, tensor, zeros } from './tensor.ts';
import type { Room } from './workspace.ts';

/** Joins pictures [N, c_i, H, W] along their channels: [N, sum c_i, H, W]. */
export function concatChannels(parts: readonly Tensor[]): Tensor {
  const [rows, , ...rest] = parts[0]!.dims;
  const channels = parts.reduce((sum, { dims }) => sum + dims[1]!, 0);
  const data = new Float32Array(rows! * channels * sizeOf(rest));
  let offset = 0;
  for (let row = 0; row < rows!; row++) {
    for (const part of parts) {
      const size = part.data.length / rows!;
      data.set(part.data.subarray(row * size, (row + 1) * size), offset);
      offset += size;
    }
  }
  return tensor([rows!, channels, ...rest], data);
}

/** Cuts pictures [N, C, H, W] into `count` parts of C / count channels. */
export function splitChannels({ dims, data }: Tensor, count: number, room: Room = zeros): Tensor[] {
  const [rows, channels, ...rest] = dims as [number, number, ...number[]];
  const parts = room([count * rows, channels / count, ...rest]);
  const size = (channels / count) * sizeOf(rest);
  for (let row = 0; row < rows; row++) {
    for (let part = 0; part < count; part++) {
      const from = (row * count + part) * size;
      parts.data.set(data.subarray(from, from + size), (part * rows + row) * size);
    }
  }
  return splitRows(parts, rows);
}
