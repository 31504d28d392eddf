import { tensor } from '../../tensor/tensor.ts';
import type { Filter } from './filter.ts';

/** The mean of all channels in each of them: the picture in grey, as Factorized Diffusion divides it (arXiv:2404.11615). */
export const channelMean: Filter = ({ dims, data }) => {
  const [channels, plane] = [dims[1]!, dims[2]! * dims[3]!];
  const grey = new Float32Array(data.length);
  for (let picture = 0; picture < data.length; picture += channels * plane) {
    for (let pixel = picture; pixel < picture + plane; pixel++) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) sum += data[pixel + channel * plane]!;
      for (let channel = 0; channel < channels; channel++) grey[pixel + channel * plane] = sum / channels;
    }
  }
  return tensor(dims, grey);
};
