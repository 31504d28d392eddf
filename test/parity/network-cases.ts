import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { feedsOf } from '../../gpu-runner/bundle/part-feeds.ts';
import { type PartName, partNames, readPart } from '../../gpu-runner/bundle/parts.ts';
import { readNumbers } from '../../gpu-runner/bundle/safetensors.ts';
import { bundleSession } from '../../gpu-runner/runtime/inference.ts';
import { farthest, golden, parityProvider } from './golden.ts';

/** A directory with a network of a bundle, its inputs and the answers of diffusers or transformers. */
export interface NetworkCase {
  readonly name: string;
  readonly part: PartName;
}

export const networkCases: readonly NetworkCase[] = readdirSync(golden).flatMap((name) => {
  const files = readdirSync(join(golden, name));
  return partNames.filter((part) => files.includes(part)).map((part) => ({ name, part }));
});

/**
 * The greatest |difference| of each of our outputs from the recorded one, in units of the greatest |value| of that. Throws an
 * Error where an output is missing or has another shape. With `half`, products are taken in half precision.
 */
export async function networkDifferences(
  { name, part }: NetworkCase,
  { half = false } = {},
): Promise<Record<string, number>> {
  const directory = join(golden, name);
  const inputs = await readNumbers(join(directory, 'inputs.safetensors'));
  const expected = await readNumbers(join(directory, 'expected.safetensors'));
  const { net, nameOf, ...placed } = await readPart(directory, part, inputs);
  const session = await bundleSession(net, placed.directory, placed.weights, {
    half,
    // As networks of DeepFloyd IF's size are run; whole runs take the other kernels.
    inPlace: true,
    provider: await parityProvider(),
  });
  const answers = Object.entries(await session.run(feedsOf(net, inputs)));
  await session.release();
  const named = Object.fromEntries(answers.map(([output, answer]) => [nameOf(output), answer]));
  return Object.fromEntries(
    Object.entries(expected).map(([output, { dims, data }]) => {
      const answer = named[output];
      if (answer?.dims.join() !== dims.join()) throw new Error(`${output} is [${answer?.dims}], not [${dims}]`);
      const largest = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      return [output, farthest(answer.data, data) / largest];
    }),
  );
}
