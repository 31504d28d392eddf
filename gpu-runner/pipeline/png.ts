import type { Manifest } from '@manifold/shared/protocol/manifest';
import sharp from 'sharp';
import { toBytes } from '../tensor/bytes.ts';
import type { Tensor } from '../tensor/tensor.ts';

/**
 * One picture [1, C, H, W] as a PNG of 8 bits, grey or RGB, its pixels clamped to `range`. Equal pictures give equal bytes.
 */
export async function encodePng(image: Tensor, range: Manifest['pixelRange']): Promise<Uint8Array<ArrayBuffer>> {
  const [, channels, height, width] = image.dims as [number, 1 | 3, number, number];
  const options = { compressionLevel: 9, adaptiveFiltering: false, palette: false };
  const raw = sharp(interleaved(image, range), { raw: { width, height, channels } });
  const png = await raw
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png(options)
    .toBuffer();
  return new Uint8Array(png);
}

/** Planes of floats [1, C, H, W] as pixels of bytes [H, W, C]. */
export function interleaved({ dims, data }: Tensor, range: Manifest['pixelRange']): Uint8ClampedArray {
  const channels = dims[1]!;
  const bytes = toBytes(data, range);
  if (channels === 1) return bytes;
  const plane = bytes.length / channels;
  const pixels = new Uint8ClampedArray(bytes.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < plane; i++) pixels[i * channels + channel] = bytes[channel * plane + i]!;
  }
  return pixels;
}
