import { type Tensor, tensor } from '../../tensor/tensor.ts';

/** The picture where the mask is 1, what is known where it is 0, and a mixture between. All are [N, C, S, S]. */
export function composite(picture: Tensor, known: Tensor, mask: Tensor): Tensor {
  const mixture = new Float32Array(picture.data.length);
  for (let i = 0; i < mixture.length; i++) {
    const share = mask.data[i]!;
    mixture[i] = share * picture.data[i]! + (1 - share) * known.data[i]!;
  }
  return tensor(picture.dims, mixture);
}

/** The mask with 1 from the middle up and 0 below. */
export function binary({ dims, data }: Tensor): Tensor {
  return tensor(
    dims,
    data.map((value) => Number(value >= 0.5)),
  );
}
