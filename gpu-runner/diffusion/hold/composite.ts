import { type Tensor, tensor } from '../../tensor/tensor.ts';

/** The picture where the mask is 1, what is known where it is 0, and a mixture between. All are [N, C, S, S]. */
export function composite(picture: Tensor, known: Tensor, mask: Tensor): Tensor {
  return tensor(
    picture.dims,
    picture.data.map((value, i) => mask.data[i]! * value + (1 - mask.data[i]!) * known.data[i]!),
  );
}

/** The mask with 1 from the middle up and 0 below. */
export function binary({ dims, data }: Tensor): Tensor {
  return tensor(
    dims,
    data.map((value) => Number(value >= 0.5)),
  );
}
