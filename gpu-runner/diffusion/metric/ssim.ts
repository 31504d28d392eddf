import type { Tensor } from '../../tensor/tensor.ts';

/** The window: Gaussian of this sigma over so many pixels a side. */
const window = { width: 11, sigma: 1.5 };
/** What keeps the quotients stable, for pixels of which the range is 1: (K L)^2. */
const [c1, c2] = [0.01 ** 2, 0.03 ** 2];

/** A plane of numbers, row after row. */
interface Plane {
  readonly width: number;
  readonly data: ArrayLike<number>;
}

/**
 * The mean structural similarity of two pictures [1, C, H, W] with pixels in a range of 1, of at least 11 pixels a side:
 * over all places where the window lies within the picture, and all channels (Wang et al. 2004, "Image quality assessment:
 * from error visibility to structural similarity", equation 13 with the window of section III.C).
 */
export function ssim(a: Tensor, b: Tensor): number {
  const [, channels, height, width] = a.dims as [number, number, number, number];
  const plane = height * width;
  let sum = 0;
  for (let channel = 0; channel < channels; channel++) {
    const of = ({ data }: Tensor): Plane => ({ width, data: data.subarray(channel * plane, (channel + 1) * plane) });
    sum += ofPlanes(of(a), of(b));
  }
  return sum / channels;
}

function ofPlanes(a: Plane, b: Plane): number {
  const [meanA, meanB] = [windowed(a), windowed(b)];
  const [squareA, squareB, product] = [windowed(times(a, a)), windowed(times(b, b)), windowed(times(a, b))];
  const similarities = meanA.map((muA, i) => {
    const muB = meanB[i]!;
    const [varianceA, varianceB] = [squareA[i]! - muA ** 2, squareB[i]! - muB ** 2];
    const covariance = product[i]! - muA * muB;
    const luminance = (2 * muA * muB + c1) / (muA ** 2 + muB ** 2 + c1);
    return (luminance * (2 * covariance + c2)) / (varianceA + varianceB + c2);
  });
  return similarities.reduce((sum, value) => sum + value, 0) / similarities.length;
}

function times(a: Plane, b: Plane): Plane {
  return { width: a.width, data: Float64Array.from(a.data).map((value, i) => value * b.data[i]!) };
}

/** The weighted mean over each window that lies within the plane. */
function windowed({ width, data }: Plane): Float64Array {
  const along = convolved({ width, data }, 1);
  return convolved(along, along.width).data;
}

/** Convolves with the window's weights between pixels `stride` apart, 1 or the width, where they all lie within the plane. */
function convolved({ width, data }: Plane, stride: number): Plane & { data: Float64Array } {
  const margin = window.width - 1;
  const height = data.length / width;
  const out = stride === 1 ? { width: width - margin, height } : { width, height: height - margin };
  const sums = new Float64Array(out.width * out.height);
  for (let i = 0; i < sums.length; i++) {
    const first = Math.floor(i / out.width) * width + (i % out.width);
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += weights[k]! * data[first + k * stride]!;
    sums[i] = sum;
  }
  return { width: out.width, data: sums };
}

const weights = gaussian();

function gaussian(): number[] {
  const middle = (window.width - 1) / 2;
  const raw = Array.from({ length: window.width }, (_, i) => Math.exp(-((i - middle) ** 2) / (2 * window.sigma ** 2)));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => weight / total);
}
