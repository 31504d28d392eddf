import type { Digest } from '@manifold/shared/image/digest';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { type InputRole, inputsOf } from '@manifold/shared/recipe/inputs';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { concatRows } from '../../tensor/rows.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { type Decoded, decode } from './decode.ts';
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
    decoded[role] = await decode(fileOf(inputs, role, digest), { ...manifest, role, fit: fitOf(recipe, role) });
  }
  const { mask, held } = decoded;
  if (mask && held) checkMask(mask, held);
  const tensors = Object.entries(decoded) as [InputRole, Decoded][];
  return Object.fromEntries(tensors.map(([role, picture]) => [role, tensorOf(picture, role, recipe, manifest)]));
}

function fileOf(inputs: Inputs, role: InputRole, digest: Digest): Uint8Array {
  const file = inputs.get(digest);
  if (!file) throw new InputError(role, `is not here: no picture ${digest} was given`);
  return file;
}

function fitOf({ start, hold }: Recipe, role: InputRole): 'crop' | 'fit' {
  if (role === 'start') return 'fit' in start ? start.fit : 'crop';
  return hold?.fit ?? 'crop';
}

/** A mask is drawn on its picture: it has the same sides, and both colours. */
function checkMask(mask: Decoded, held: Decoded): void {
  const sides = ({ width, height }: Decoded) => `${width} x ${height} px`;
  if (sides(mask) !== sides(held)) {
    throw new InputError('mask', `is ${sides(mask)}, and the picture ${sides(held)}; draw it at the picture's size`);
  }
  const isRedrawn = (value: number) => value >= 128;
  if (!mask.pixels.some(isRedrawn)) throw new InputError('mask', 'is all black; paint white what to redraw');
  if (mask.pixels.every(isRedrawn)) throw new InputError('mask', 'is all white; leave black what to keep');
}

/** Bytes [S, S, C] as `count` equal pictures of floats [count, C, S, S]. */
function tensorOf(
  { pixels }: Decoded,
  role: InputRole,
  { count }: Recipe,
  { size, channels, pixelRange }: Manifest,
): Tensor {
  const [low, high] = role === 'mask' ? [0, 1] : pixelRange;
  const plane = size * size;
  const planes = Float32Array.from({ length: channels * plane }, (_, i) => {
    const byte = pixels[(i % plane) * channels + Math.floor(i / plane)]!;
    return low + ((high - low) * byte) / 255;
  });
  const picture = tensor([1, channels, size, size], planes);
  return concatRows(Array.from({ length: count }, () => picture));
}
