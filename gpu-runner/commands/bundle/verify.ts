import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readUnrevised } from '../../bundle/bundle.ts';
import { BundleError } from '../../bundle/bundle-error.ts';
import { faultOf } from '../../bundle/hub/integrity.ts';
import { readRecord } from '../../bundle/hub/record.ts';
import { indexFile } from '../../bundle/kinds.ts';
import { bundleRoots, findBundles } from '../../bundle/search.ts';
import { readTokenizer } from '../../bundle/tokenizer/t5-tokenizer.ts';
import { checkWeights } from '../../runtime/inference.ts';
import { parseFlags } from '../flags.ts';

/**
 * `bundle verify`: the digests of a pulled bundle's files, the shapes of all weights against the configurations, the tokenizer, and the
 * rest that is checked before a bundle is sampled. The exit code is 1 when anything is wrong.
 */
export async function verify(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const { positionals } = parseFlags(argv, {});
  const found = await findBundles(bundleRoots(process.env));
  const names = positionals.length > 0 ? positionals : [...found.keys()];
  let wrong = 0;
  for (const name of names) {
    // Without a throw, what was found wrong up to a closed pipe is still told by the exit code.
    if (signal.aborted) break;
    const directory = found.get(name) ?? (existsSync(join(name, indexFile)) ? name : undefined);
    const faults = await faultsOf(directory, signal);
    wrong += faults.length;
    process.stdout.write(faults.length === 0 ? `${name}: ok\n` : faults.map((fault) => `${name}: ${fault}\n`).join(''));
  }
  return wrong > 0 ? 1 : 0;
}

async function faultsOf(directory: string | undefined, signal: AbortSignal): Promise<string[]> {
  if (!directory) return ['there is no such bundle; see manifold bundle list'];
  try {
    const faults = await digestFaults(directory, signal);
    if (faults.length === 0) await checkParts(directory);
    return faults;
  } catch (error) {
    if (error instanceof BundleError) return [error.message];
    throw error;
  }
}

async function digestFaults(directory: string, signal: AbortSignal): Promise<string[]> {
  const faults: string[] = [];
  for (const file of (await readRecord(directory))?.files ?? []) {
    const fault = await faultOf(join(directory, file.target), file, signal);
    if (fault) faults.push(`${file.target} ${fault}; remove it and pull again`);
  }
  return faults;
}

async function checkParts(directory: string): Promise<void> {
  const { unet, text, upscaler, safety } = await readUnrevised(directory);
  if (text) await readTokenizer(text.tokenizer);
  for (const placed of [unet, text?.encoder, upscaler?.unet, safety?.checker?.placed]) {
    if (placed) await checkWeights(placed.net, placed.directory, placed.weights);
  }
}
