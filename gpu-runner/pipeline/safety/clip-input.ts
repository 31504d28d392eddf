import type { FeatureExtractorConfig } from '../../bundle/safety-parts.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { resizeBicubic } from './bicubic.ts';
import type { Bitmap } from './bitmap.ts';

/**
 * An RGB picture as CLIP sees it, [1, 3, S, S]: the shorter side made `shortest_edge`, the middle cut out, and each channel
 * brought to zero mean and unit deviation, with the roundings of transformers' CLIPImageProcessor.
 */
export function clipInput(picture: Bitmap, config: FeatureExtractorConfig): Tensor {
  const { data, width, height } = cropped(resized(picture, config.size.shortest_edge), config.crop_size);
  const [mean, deviation] = [config.image_mean, config.image_std].map((values) => values.map(Math.fround));
  const plane = width * height;
  const values = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < plane; i++) {
      const value = Math.fround(data[i * 3 + channel]! * config.rescale_factor);
      values[channel * plane + i] = Math.fround(value - mean![channel]!) / deviation![channel]!;
    }
  }
  return tensor([1, 3, height, width], values);
}

function resized(picture: Bitmap, shortest: number): Bitmap {
  const { width, height } = picture;
  if (width <= height) return resizeBicubic(picture, shortest, Math.trunc((shortest * height) / width));
  return resizeBicubic(picture, Math.trunc((shortest * width) / height), shortest);
}

function cropped(picture: Bitmap, { width, height }: { width: number; height: number }): Bitmap {
  const left = Math.floor((picture.width - width) / 2);
  const top = Math.floor((picture.height - height) / 2);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * picture.width + left) * 3;
    data.set(picture.data.subarray(start, start + 3 * width), y * width * 3);
  }
  return { width, height, channels: 3, data };
}
