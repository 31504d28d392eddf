import type { Digest } from '@manifold/shared/image/digest';
import { maskFault } from '@manifold/shared/image/sides';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { type InputRole, inputsOf } from '@manifold/shared/recipe/inputs';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { concatRows } from '../../tensor/rows.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { type Decoded, decode, type Wanted } from './decode.ts';
import { InputError } from './input-error.ts';

/** The files of input pictures by the digests that recipes name them by. */
export type Inputs = ReadonlyMap<Digest, Uint8Array>;

/**
 * The pictures that a recipe is given, [count, C, S, S] each: `start` and `held` in the bundle's pixel range, `mask` from 0,
 * held, to 1, redrawn.
 */
export type Given = Partial<Record<InputRole, Tensor>>;

/** Decodes the recipe's pictures for its bundle. Rejects with an InputError that names the role of the one at fault. */
export async function givenOf(recipe: Recipe, manifest: Manifest, inputs: Inputs): Promise<Given> {
  const decoded: Partial<Record<InputRole, Decoded>> = {};
  for (const [role, digest] of Object.entries(inputsOf(recipe)) as [InputRole, Digest][]) {
    decoded[role] = await decodeOnce(fileOf(inputs, role, digest), {
      role,
      size: manifest.size,
      channels: channelsOf(role, manifest),
      fit: fitOf(recipe, role),
    });
  }
  const { mask, held } = decoded;
  if (mask && held) checkMask(mask, held, manifest.size, fitOf(recipe, 'mask'));
  const tensors = Object.entries(decoded) as [InputRole, Decoded][];
  return Object.fromEntries(tensors.map(([role, picture]) => [role, tensorOf(picture, role, recipe, manifest)]));
}

/** What was made of a file, for as long as it is held: all panels of a study want the same of it. */
const known = new WeakMap<Uint8Array, Map<string, Promise<Decoded>>>();

function decodeOnce(file: Uint8Array, wanted: Wanted): Promise<Decoded> {
  const ofFile = known.get(file) ?? new Map<string, Promise<Decoded>>();
  known.set(file, ofFile);
  const key = JSON.stringify(wanted);
  const decoded = ofFile.get(key) ?? decode(file, wanted);
  ofFile.set(key, decoded);
  return decoded;
}

function fileOf(inputs: Inputs, role: InputRole, digest: Digest): Uint8Array {
  const file = inputs.get(digest);
  if (!file) throw new InputError(role, `is not here: no picture ${digest} was given`);
  return file;
}

/** A mask says how much of all channels is redrawn: its luminance. */
function channelsOf(role: InputRole, { channels }: Manifest): 1 | 3 {
  return role === 'mask' ? 1 : channels;
}

function fitOf({ start, hold }: Recipe, role: InputRole): 'crop' | 'fit' {
  if (role === 'start') return 'fit' in start ? start.fit : 'crop';
  return hold?.fit ?? 'crop';
}

/** A mask is drawn on its picture: it has the same sides, and both colours in what is taken of it. */
function checkMask(mask: Decoded, held: Decoded, size: number, fit: Wanted['fit']): void {
  const fault = maskFault(mask, held);
  if (fault) throw new InputError('mask', fault);
  const isCut = fit === 'crop' && mask.width !== mask.height;
  const plain = plainFault(fit === 'fit' ? filled(mask, size) : mask.pixels, size, isCut);
  if (plain) throw new InputError('mask', plain);
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

/**
 * Why a mask of `size` pixels a side would redraw nothing or all; what is thin becomes a shade of grey at that size. Of one that
 * was cut, the other colour may lie beside what is taken.
 */
function plainFault(pixels: Uint8Array, size: number, isCut: boolean): string | undefined {
  const isRedrawn = (value: number) => value >= 128;
  const told = (fault: string, mend: string, mendThere = mend) =>
    isCut
      ? `${fault} in its middle square, which is all that is taken; ${mendThere} there or ask for fit`
      : `${fault}; ${mend}`;
  const tooThin = (colour: string) => told(`has ${colour} too thin for ${size} px`, 'paint it broader');
  if (!pixels.some(isRedrawn)) {
    return pixels.some((value) => value > 0)
      ? tooThin('white')
      : told('is all black', 'paint white what to redraw', 'paint');
  }
  if (!pixels.every(isRedrawn)) return undefined;
  return pixels.some((value) => value < 255)
    ? tooThin('black')
    : told('is all white', 'leave black what to keep', 'leave black');
}

/** Bytes [S, S, C], or [S, S, 1] for each channel, as `count` equal pictures of floats [count, C, S, S]. */
function tensorOf({ pixels }: Decoded, role: InputRole, { count }: Recipe, manifest: Manifest): Tensor {
  const { size, channels, pixelRange } = manifest;
  const [low, high] = role === 'mask' ? [0, 1] : pixelRange;
  const own = channelsOf(role, manifest);
  const plane = size * size;
  const planes = new Float32Array(channels * plane);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < plane; i++) {
      planes[channel * plane + i] = low + ((high - low) * pixels[i * own + (channel % own)]!) / 255;
    }
  }
  const picture = tensor([1, channels, size, size], planes);
  return concatRows(Array.from({ length: count }, () => picture));
}
