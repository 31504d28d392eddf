import type { Manifest } from '@manifold/shared/protocol/manifest';
import { type Tensor, tensor } from '../../tensor/tensor.ts';

type PixelRange = Manifest['pixelRange'];

/** A picture of bytes [H, W, C]. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** One picture [1, C, H, W] in bytes, each rounded as diffusers' numpy_to_pil does it, in float32. */
export function toBitmap({ dims, data }: Tensor, [low, high]: PixelRange): Bitmap {
  const [, channels, height, width] = dims as [number, number, number, number];
  const plane = height * width;
  const bytes = new Uint8ClampedArray(data.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < plane; i++) {
      const share = Math.fround((data[channel * plane + i]! - low) / (high - low));
      bytes[i * channels + channel] = Math.fround(255 * share);
    }
  }
  return { width, height, channels, data: new Uint8Array(bytes.buffer) };
}

/** The picture [1, C, H, W] that has these bytes. */
export function fromBitmap({ width, height, channels, data }: Bitmap, [low, high]: PixelRange): Tensor {
  const plane = height * width;
  const values = new Float32Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < plane; i++) {
      values[channel * plane + i] = low + ((high - low) * data[i * channels + channel]!) / 255;
    }
  }
  return tensor([1, channels, height, width], values);
}
