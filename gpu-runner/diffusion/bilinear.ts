import { type Tensor, zeros } from '../tensor/tensor.ts';

/** A square cut from a picture, all in its pixels. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/**
 * Pictures [N, C, H, W] brought to [N, C, size, size] by bilinear interpolation whose corners are those of the picture, as
 * PyTorch's `interpolate` with `align_corners`: what the second stage of DeepFloyd IF upscales. Of the result a `square` may be
 * all that is wanted, [N, C, side, side].
 */
export function bilinear(
  { dims, data }: Tensor,
  size: number,
  { left: fromLeft, top: fromTop, side }: Square = { left: 0, top: 0, side: size },
): Tensor {
  const [rows, channels, height, width] = dims as [number, number, number, number];
  const down = neighbours(height, size).slice(fromTop, fromTop + side);
  const across = neighbours(width, size).slice(fromLeft, fromLeft + side);
  const enlarged = zeros([rows, channels, side, side]);
  for (let plane = 0; plane < rows * channels; plane++) {
    const from = plane * height * width;
    for (let y = 0; y < side; y++) {
      const { low: top, high: bottom, share: below } = down[y]!;
      for (let x = 0; x < side; x++) {
        const { low: left, high: right, share: beyond } = across[x]!;
        const along = (line: number) => {
          const start = from + line * width;
          return (1 - beyond) * data[start + left]! + beyond * data[start + right]!;
        };
        enlarged.data[(plane * side + y) * side + x] = (1 - below) * along(top) + below * along(bottom);
      }
    }
  }
  return enlarged;
}

/** For each of `to` pixels the two of `from` that it lies between, and how much of the second it takes. */
function neighbours(from: number, to: number): { low: number; high: number; share: number }[] {
  const stride = to === 1 ? 0 : (from - 1) / (to - 1);
  return Array.from({ length: to }, (_, i) => {
    const low = Math.min(Math.floor(i * stride), from - 1);
    return { low, high: Math.min(low + 1, from - 1), share: i * stride - low };
  });
}
