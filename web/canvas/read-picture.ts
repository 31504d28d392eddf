import { formatFault, formatOf } from '@manifold/shared/image/format';
import { inputLimits } from '@manifold/shared/image/input-limits';
import { type Sides, sidesFault } from '@manifold/shared/image/sides';

/** A picture that was chosen or painted, with its sides after its own orientation is honoured. */
export interface ChosenPicture extends Sides {
  readonly blob: Blob;
  /** An object URL, for whoever takes the picture to revoke. */
  readonly url: string;
}

/** The picture, or a sentence on what is wrong with it: what a runner would refuse is not sent to one. */
export async function readPicture(blob: Blob): Promise<ChosenPicture | string> {
  if (blob.size > inputLimits.bytes) return `The file has more than ${inputLimits.bytes / 1e6} MB.`;
  const head = new Uint8Array(await blob.slice(0, 4096).arrayBuffer());
  if (!formatOf(head)) return `The file ${formatFault(head)}.`;
  const url = URL.createObjectURL(blob);
  const sides = await sidesAt(url).catch(() => undefined);
  const oversized = sides && sidesFault(sides);
  const fault = oversized ? `The picture ${oversized}.` : await damageOf(blob);
  if (sides && !fault) return { blob, url, ...sides };
  URL.revokeObjectURL(url);
  return fault ?? unreadable;
}

const unreadable = 'The picture cannot be read; it may be cut short.';

/** The sides that a picture's header tells: a browser has them before it decodes a pixel. */
async function sidesAt(url: string): Promise<Sides> {
  const image = new Image();
  await new Promise((resolve, reject) => {
    Object.assign(image, { onload: resolve, onerror: reject, src: url });
  });
  return { width: image.naturalWidth, height: image.naturalHeight };
}

/** Decodes all of it once, to see whether it is whole. */
async function damageOf(blob: Blob): Promise<string | undefined> {
  const bitmap = await createImageBitmap(blob).catch(() => undefined);
  bitmap?.close();
  return bitmap ? undefined : unreadable;
}
