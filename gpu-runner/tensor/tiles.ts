import { type Tensor, zeros } from './tensor.ts';

/** Pictures [N, C, H, W] side by side in `columns`, row after row: [1, C, rows H, columns W]; places left over are `blank`. */
export function tiled({ dims, data }: Tensor, columns: number, blank = 0): Tensor {
  const [count, channels, height, width] = dims as [number, number, number, number];
  const rows = Math.ceil(count / columns);
  const sheet = zeros([1, channels, rows * height, columns * width]);
  sheet.data.fill(blank);
  for (let line = 0; line < count * channels * height; line++) {
    const y = line % height;
    const channel = Math.floor(line / height) % channels;
    const picture = Math.floor(line / (height * channels));
    const row = channel * rows * height + Math.floor(picture / columns) * height + y;
    const target = row * columns * width + (picture % columns) * width;
    sheet.data.set(data.subarray(line * width, (line + 1) * width), target);
  }
  return sheet;
}

/** Pictures [N, C, H, W] with each pixel a square of `scale`: [N, C, scale H, scale W]. */
export function magnified(pictures: Tensor, scale: number): Tensor {
  if (scale === 1) return pictures;
  const [count, channels, height, width] = pictures.dims as [number, number, number, number];
  const large = zeros([count, channels, scale * height, scale * width]);
  const wide = scale * width;
  for (let line = 0; line < count * channels * height; line++) {
    const start = line * scale * wide;
    for (let x = 0; x < wide; x++) large.data[start + x] = pictures.data[line * width + Math.floor(x / scale)]!;
    for (let copy = 1; copy < scale; copy++) large.data.copyWithin(start + copy * wide, start, start + wide);
  }
  return large;
}

/** Pictures [N, C, H, W] with each square of four pixels as their mean: [N, C, H / 2, W / 2]; an odd last line is left out. */
export function halved({ dims, data }: Tensor): Tensor {
  const [count, channels, height, width] = dims as [number, number, number, number];
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
  const small = zeros([count, channels, rows, columns]);
  for (let line = 0; line < count * channels * rows; line++) {
    const top = (Math.floor(line / rows) * height + 2 * (line % rows)) * width;
    for (let x = 0; x < columns; x++) {
      const corner = top + 2 * x;
      const sum = data[corner]! + data[corner + 1]! + data[corner + width]! + data[corner + width + 1]!;
      small.data[line * columns + x] = sum / 4;
    }
  }
  return small;
}

/** Pictures halved until they have at most `limit` values. */
export function reduced(pictures: Tensor, limit: number): Tensor {
  return pictures.data.length > limit ? reduced(halved(pictures), limit) : pictures;
}
