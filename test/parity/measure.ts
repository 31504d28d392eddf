import { parityProvider } from './golden.ts';
import { networkCases, networkDifferences } from './network-cases.ts';
import { differences, openStages, wholeRuns } from './whole-runs.ts';

/*
 * Prints how far we are from diffusers and transformers on the recorded cases, as the tests measure it:
 *     node infra/bootstrap.mjs test/parity/measure.ts
 * On the processor, unless MANIFOLD_PROVIDER names another provider.
 */

function print(name: string, found: Record<string, number>): void {
  for (const [output, difference] of Object.entries(found))
    process.stdout.write(`${name.padEnd(16)}${output.padEnd(20)}${difference.toExponential(1)}\n`);
}

process.stdout.write(`On ${await parityProvider()}\n\nNetworks: max |difference| / max |reference|\n`);
for (const one of networkCases) print(one.name, await networkDifferences(one));

process.stdout.write('\nWhole runs: max |difference|, pixels from -1 to 1\n');
const pipeline = await openStages();
for (const name of wholeRuns) print(name, await differences(pipeline, name));
await pipeline.close();
