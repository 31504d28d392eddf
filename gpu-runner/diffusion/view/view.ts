import { type Tensor, tensor } from '../../tensor/tensor.ts';

/**
 * A way to look at a picture. `invert(apply(x))` is x exactly, and a view of Gaussian noise is Gaussian noise (Geng et al.
 * 2024, arXiv:2311.17919, section 3.4). Tensors are [N, C, S, S]; no function changes its argument.
 */
export interface View {
  apply(image: Tensor): Tensor;
  /** Undoes the view, on pictures and on the noise estimated in them. */
  invert(image: Tensor): Tensor;
  /** Undoes the view on the learned variance, which moves with its pixels but has no sign to change. */
  invertVariance(v: Tensor): Tensor;
}

/** Index into the S x S pixels of the picture that pixel (y, x) of the view is taken from. */
export type Source = (y: number, x: number, size: number) => number;

/** The view whose pixels are those of the picture at `source`. `sourceAt` is asked once for each size. */
export function permutation(sourceAt: (size: number) => Source): View {
  const orders = new Map<number, Order>();
  const orderAt = (size: number): Order => {
    const known = orders.get(size) ?? orderOf(sourceAt(size), size);
    orders.set(size, known);
    return known;
  };
  const invert = (image: Tensor) => rearrange(image, orderAt(image.dims[3]!).backward);
  return {
    apply: (image) => rearrange(image, orderAt(image.dims[3]!).forward),
    invert,
    invertVariance: invert,
  };
}

/** For each pixel of the view its source in the picture, and for each pixel of the picture its place in the view. */
interface Order {
  readonly forward: Uint32Array;
  readonly backward: Uint32Array;
}

function orderOf(source: Source, size: number): Order {
  const forward = Uint32Array.from({ length: size * size }, (_, i) => source(Math.floor(i / size), i % size, size));
  const backward = new Uint32Array(size * size);
  forward.forEach((from, to) => {
    backward[from] = to;
  });
  return { forward, backward };
}

function rearrange({ dims, data }: Tensor, order: Uint32Array): Tensor {
  const rearranged = new Float32Array(data.length);
  for (let plane = 0; plane < data.length; plane += order.length) {
    for (let i = 0; i < order.length; i++) rearranged[plane + i] = data[plane + order[i]!]!;
  }
  return tensor(dims, rearranged);
}
