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
  const bytes = Uint8ClampedArray.from(data, (_, i) => {
    const value = data[(i % channels) * plane + Math.floor(i / channels)]!;
    return Math.fround(255 * Math.fround((value - low) / (high - low)));
  });
  return { width, height, channels, data: new Uint8Array(bytes.buffer) };
}

/** The picture [1, C, H, W] that has these bytes. */
export function fromBitmap({ width, height, channels, data }: Bitmap, [low, high]: PixelRange): Tensor {
  const plane = height * width;
  const values = Float32Array.from(data, (_, i) => {
    const byte = data[(i % plane) * channels + Math.floor(i / plane)]!;
    return low + ((high - low) * byte) / 255;
  });
  return tensor([1, channels, height, width], values);
}
