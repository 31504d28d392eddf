import { statfs } from 'node:fs/promises';
import { BundleError } from '../bundle-error.ts';
import { STAGE2 } from '../kinds/if.ts';
import { halvesGrow } from '../weights.ts';
import { isHalf, type WantedFile } from './selection.ts';

/** Left free beside the files, for what else the machine writes. */
const SPARE = 1 << 30;

/** Throws a BundleError when the disk of `directory` has no room for `bytes` more. */
export async function checkSpace(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (free >= bytes + SPARE) return;
  throw new BundleError(
    `${directory} has ${gibibytes(free)} free, where ${gibibytes(bytes)} and ${gibibytes(SPARE)} to spare are wanted; name another place with --to`,
  );
}

/**
 * Bytes that weights take in a GPU's memory at once, about: the text encoder is dropped before the U-Nets come, so that the larger
 * of the two counts. What in a file of halves is widened is known by its header alone, so that all of it grows alike.
 */
export function residentBytes(files: readonly WantedFile[]): number {
  const of = (...parts: string[]) =>
    files
      .filter(({ target }) => target.endsWith('.safetensors') && parts.some((part) => target.startsWith(`${part}/`)))
      .reduce((sum, { target, size }) => sum + (isHalf(target) ? halvesGrow : 1) * size, 0);
  return Math.max(of('text_encoder'), of('unet', `${STAGE2}/unet`, 'safety_checker'));
}

/** For example `11.6 GiB`. */
export function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
