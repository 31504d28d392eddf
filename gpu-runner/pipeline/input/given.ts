import type { Digest } from '@manifold/shared/image/digest';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { type InputRole, inputsOf } from '@manifold/shared/recipe/inputs';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { concatRows } from '../../tensor/rows.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { type Decoded, decode, type Wanted } from './decode.ts';
import { InputError } from './input-error.ts';
import { checkMask } from './mask.ts';

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
  if (mask && held) {
    const file = fileOf(inputs, 'mask', inputsOf(recipe).mask!);
    await checkMask({ mask, held, file }, manifest.size, fitOf(recipe, 'mask'));
  }
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
