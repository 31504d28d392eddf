import { formatFault, formatOf } from './format.ts';
import { sidesIn } from './header.ts';
import { sidesFault } from './sides.ts';

/** What the header of a file tells that is wrong with it as an input picture, as what follows its name; nothing where it may be one. */
export function uploadFault(file: Uint8Array): string | undefined {
  if (!formatOf(file)) return formatFault(file);
  const sides = sidesIn(file);
  return sides ? sidesFault(sides) : damaged;
}

/** What is said of a file that cannot be decoded. */
export const damaged = 'is damaged or cut off; save it anew';
