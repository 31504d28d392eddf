import { type Tensor, tensor } from '../../tensor/tensor.ts';

/**
 * A way to look at a picture. `invert(apply(x))` is x exactly, and a view of Gaussian noise is Gaussian noise (Geng et al.
 * 2024, arXiv:2311.17919, section 3.4). Tensors are [N, C, S, S]; neither function changes its argument.
 */
export interface View {
  apply(image: Tensor): Tensor;
  invert(image: Tensor): Tensor;
}

/** Index into the S x S pixels of the picture that pixel (y, x) of the view is taken from. */
type Source = (y: number, x: number, size: number) => number;

/** The view whose pixels are those of the picture at `source`; `inverse` undoes it. */
export function permutation(source: Source, inverse: Source): View {
  return { apply: (image) => permute(image, source), invert: (image) => permute(image, inverse) };
}

function permute({ dims, data }: Tensor, source: Source): Tensor {
  const size = dims[3]!;
  const plane = size * size;
  const order = Uint32Array.from({ length: plane }, (_, i) => source(Math.floor(i / size), i % size, size));
  return tensor(
    dims,
    data.map((_, i) => data[i - (i % plane) + order[i % plane]!]!),
  );
}
