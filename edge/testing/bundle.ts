import { digestOf } from '@manifold/shared/image/digest';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { utf8 } from '../share/utf8.ts';

export const digits: Manifest = {
  name: 'mnist-class',
  revision: 'a'.repeat(64),
  title: 'Digits',
  licence: 'MIT',
  size: 28,
  channels: 1,
  trainTimesteps: 300,
  pixelRange: [0, 1],
  variance: 'fixed',
  prompt: { kind: 'class', labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] },
  rowCost: 0.1,
  accepts: { images: false, upscale: false },
  defaults: { guidance: 5, steps: 50 },
};

/** Bytes that begin as a PNG does, and their digest. */
export async function picture(text: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; digest: string }> {
  const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...utf8(text)]);
  return { bytes, digest: await digestOf(bytes) };
}
