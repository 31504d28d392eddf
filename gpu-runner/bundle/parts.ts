import { join } from 'node:path';
import { SafetyCheckerConfig } from '../nets/clip/config.ts';
import { safetyChecker } from '../nets/clip/safety-checker.ts';
import { IfUnetConfig } from '../nets/if/config.ts';
import { ifUnet } from '../nets/if/unet.ts';
import type { Net } from '../nets/net.ts';
import { T5Config } from '../nets/t5/config.ts';
import { t5Encoder } from '../nets/t5/encoder.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { BundleError } from './bundle-error.ts';
import type { PlacedNet } from './kind.ts';
import { readConfig } from './read-config.ts';
import { findWeights } from './weights.ts';

/** A network of a bundle in diffusers' layout, sized for given inputs. */
export interface Part extends PlacedNet {
  /** What diffusers calls an output of the network. */
  nameOf(output: string): string;
}

interface PartKind {
  /** Weights' file name before its ending. */
  readonly stem: string;
  net(directory: string, inputs: Tensors): Promise<Net>;
}

const kinds = {
  unet: {
    stem: 'diffusion_pytorch_model',
    async net(directory, inputs) {
      const config = await readConfig(directory, 'config.json', IfUnetConfig);
      const [, , height, width] = dimsOf(inputs, 'sample', 4);
      const [, tokens] = dimsOf(inputs, 'encoder_hidden_states', 3);
      return ifUnet(config, { height: height!, width: width!, tokens: tokens! });
    },
  },
  text_encoder: {
    stem: 'model',
    async net(directory, inputs) {
      const config = await readConfig(directory, 'config.json', T5Config);
      return t5Encoder(config, dimsOf(inputs, 'input_ids', 2)[1]!);
    },
  },
  safety_checker: {
    stem: 'model',
    async net(directory) {
      return safetyChecker(await readConfig(directory, 'config.json', SafetyCheckerConfig));
    },
  },
} as const satisfies Record<string, PartKind>;

/** A graph may not give an output the name of an input, as diffusers does with `sample`. */
const RENAMED: Readonly<Record<string, string>> = { prediction: 'sample' };

export type PartName = keyof typeof kinds;
export const partNames = Object.keys(kinds) as PartName[];

/**
 * The part `name` of the bundle in `bundle`, sized for `inputs`. Throws a BundleError naming the file, or the input, and
 * what is wrong with it.
 */
export async function readPart(bundle: string, name: PartName, inputs: Tensors, variant?: string): Promise<Part> {
  const kind: PartKind = kinds[name];
  const directory = join(bundle, name);
  return {
    net: await kind.net(directory, inputs),
    directory,
    weights: findWeights(directory, kind.stem, variant),
    nameOf: (output) => RENAMED[output] ?? output,
  };
}

function dimsOf(inputs: Tensors, name: string, rank: number): readonly number[] {
  const dims = inputs[name]?.dims;
  if (!dims) throw new BundleError(`the inputs have no ${name}`);
  if (dims.length !== rank)
    throw new BundleError(`the input ${name} is [${dims.join(', ')}], where ${rank} axes are wanted`);
  return dims;
}
