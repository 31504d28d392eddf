import { maskFault } from '@manifold/shared/image/sides';
import { type Decoded, shadesOf, type Wanted } from './decode.ts';
import { InputError } from './input-error.ts';

/** Whether a pixel is redrawn, by its luminance. */
const isRedrawn = (value: number) => value >= 128;

/**
 * A mask is drawn on its picture: it has the same sides, and both colours in what is taken of it at `size` pixels a side. Rejects
 * with an InputError otherwise. `file` is what the mask was decoded from.
 */
export async function checkMask(
  { mask, held, file }: { mask: Decoded; held: Decoded; file: Uint8Array },
  size: number,
  fit: Wanted['fit'],
): Promise<void> {
  const fault = maskFault(mask, held);
  if (fault) throw new InputError('mask', fault);
  const pixels = fit === 'fit' ? filled(mask, size) : mask.pixels;
  const wanting = wantingIn(pixels);
  if (!wanting) return;
  const isCut = fit === 'crop' && mask.width !== mask.height;
  throw new InputError('mask', plainFault(wanting, await shadesOf(file, fit), size, isCut));
}

type Colour = 'black' | 'white';

/** The colour that none of the pixels has. */
function wantingIn(pixels: Uint8Array): Colour | undefined {
  if (!pixels.some(isRedrawn)) return 'white';
  return pixels.every(isRedrawn) ? 'black' : undefined;
}

/** The pixels [S, S] of a fitted mask without the margins beside it: its longer side is S, and it lies in the middle. */
function filled({ pixels, width, height }: Decoded, size: number): Uint8Array {
  const within = (side: number) => {
    const length = Math.max(1, Math.round((size * side) / Math.max(width, height)));
    const first = Math.floor((size - length) / 2);
    return (at: number) => at >= first && at < first + length;
  };
  const [hasColumn, hasRow] = [within(width), within(height)];
  return pixels.filter((_, i) => hasColumn(i % size) && hasRow(Math.floor(i / size)));
}

const mends = {
  white: { mend: 'paint white what to redraw', there: 'paint' },
  black: { mend: 'leave black what to keep', there: 'leave black' },
} as const;

/**
 * Why a mask redraws nothing, or everything, at `size` pixels a side: thin strokes become grey when the mask is reduced, and of a mask
 * that was cut they may lie outside of the part that is taken.
 */
function plainFault(wanting: Colour, [darkest, lightest]: readonly [number, number], size: number, isCut: boolean) {
  const told = (fault: string, mend: string, mendThere: string) =>
    isCut
      ? `${fault} in its middle square, which is all that is taken; ${mendThere} there or ask for fit`
      : `${fault}; ${mend}`;
  const broader = 'paint it broader';
  if (isRedrawn(darkest) !== isRedrawn(lightest))
    return told(`has ${wanting} too thin for ${size} px`, broader, broader);
  const { mend, there } = mends[wanting];
  if (darkest === lightest && darkest % 255 === 0) return told(`is all ${darkest ? 'white' : 'black'}`, mend, there);
  return told(`has no ${wanting}`, mend, there);
}
