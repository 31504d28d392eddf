import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { readNumbers } from '../../bundle/safetensors.ts';
import { declared } from '../../nets/declarations.ts';
import type { Tensors } from '../../tensor/tensor.ts';
import { CheckpointError } from '../checkpoint.ts';
import { readJson } from '../read-json.ts';
import type { DigitConfig } from './config.ts';
import { type Described, layoutOf } from './layout.ts';
import { digitNet } from './nets.ts';

/** Whether `directory` has weights where a bundle of such a net has them. */
export function isDigitsBundled(directory: string, config: DigitConfig): boolean {
  return existsSync(join(directory, layoutOf(config).weights));
}

/**
 * A training state with the weights of the bundle in `directory`; what an optimiser remembers is not in a bundle, and begins anew.
 * Throws a CheckpointError that names the file where the bundle is of another net or process, or not
 * whole.
 */
export async function digitsBundledState(directory: string, config: DigitConfig): Promise<Tensors> {
  const { weights, configs } = layoutOf(config);
  for (const [name, wanted] of Object.entries(configs)) await refuseOther(directory, name, wanted);
  const tensors = await readNumbers(join(directory, weights));
  const { parameters, statistics } = declared(digitNet(config));
  const missing = [...parameters.keys(), ...statistics.keys()].find((name) => !(name in tensors));
  if (missing) throw new CheckpointError(`${join(directory, weights)} has no ${missing}: export the bundle again`);
  const state = Object.entries(tensors).map(([name, tensor]) => {
    return [`${statistics.has(name) ? 'stat' : 'param'}.${name}`, tensor] as const;
  });
  return Object.fromEntries(state);
}

/** `hidden` is not compared: another width shows in the shapes, see `reshaped`. */
async function refuseOther(directory: string, file: string, { hidden: _, ...wanted }: Described): Promise<void> {
  const found = await readJson(directory, file, z.looseObject({}));
  const other = Object.keys(wanted).find((key) => !isDeepStrictEqual(found[key], wanted[key]));
  if (other === undefined) return;
  const [should, is] = [wanted[other], found[other]].map((value) => JSON.stringify(value) ?? 'nothing');
  throw new CheckpointError(
    `${join(directory, file)}: /${other}: is of another net or noise schedule: ${is}, where --from wants ${should}`,
  );
}
