import { digestOf } from '@manifold/shared/image/digest';
import { utf8 } from '../share/utf8.ts';

export { manifest as digits } from '@manifold/shared/recipe/arbitrary';

/** Signature and header of a grey PNG of 28 x 28 px, without its CRC. */
const header = [
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  ...[0, 0, 0, 13, ...utf8('IHDR'), 0, 0, 0, 28, 0, 0, 0, 28, 8, 0, 0, 0, 0],
  ...[0, 0, 0, 0],
];

/** Bytes that begin as a PNG does, and their digest. */
export async function picture(text: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; digest: string }> {
  const bytes = new Uint8Array([...header, ...utf8(text)]);
  return { bytes, digest: await digestOf(bytes) };
}
