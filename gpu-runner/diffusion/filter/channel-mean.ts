import { tensor } from '../../tensor/tensor.ts';
import type { Filter } from './filter.ts';

/** The mean of all channels in each of them: the picture in grey, as Factorized Diffusion divides it (arXiv:2404.11615). */
export const channelMean: Filter = ({ dims, data }) => {
  const [channels, plane] = [dims[1]!, dims[2]! * dims[3]!];
  const meanAt = (first: number) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += data[first + channel * plane]!;
    return sum / channels;
  };
  return tensor(
    dims,
    data.map((_, i) => meanAt(Math.floor(i / (channels * plane)) * channels * plane + (i % plane))),
  );
};
