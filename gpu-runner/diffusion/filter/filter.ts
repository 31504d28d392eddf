import type { Tensor } from '../../tensor/tensor.ts';

/** A linear map of pictures or noise [N, C, S, S]. The filters of a sum add to the identity (Geng et al. 2024, arXiv:2404.11615). */
export type Filter = (x: Tensor) => Tensor;
