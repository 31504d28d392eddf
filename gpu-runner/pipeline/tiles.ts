import { type Tensor, zeros } from '../tensor/tensor.ts';

/** Pictures [N, C, H, W] side by side in `columns`, row after row: [1, C, rows H, columns W]; places left over are zero. */
export function tiled({ dims, data }: Tensor, columns: number): Tensor {
  const [count, channels, height, width] = dims as [number, number, number, number];
  const rows = Math.ceil(count / columns);
  const sheet = zeros([1, channels, rows * height, columns * width]);
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
  for (let i = 0; i < large.data.length; i++) {
    const [x, line] = [i % (scale * width), Math.floor(i / (scale * width))];
    const [y, plane] = [line % (scale * height), Math.floor(line / (scale * height))];
    large.data[i] = pictures.data[(plane * height + Math.floor(y / scale)) * width + Math.floor(x / scale)]!;
  }
  return large;
}
