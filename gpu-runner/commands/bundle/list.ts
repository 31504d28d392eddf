import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bundle, readBundle } from '../../bundle/bundle.ts';
import { BundleError } from '../../bundle/bundle-error.ts';
import { cacheRoot } from '../../bundle/cache-root.ts';
import { bundleRoots, findBundles } from '../../bundle/search.ts';
import { parseFlags, UsageError } from '../flags.ts';

/** `bundle list`: a table of the bundles that can be sampled here, or their manifests. */
export async function list(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseFlags(argv, { json: { type: 'boolean' } } as const);
  if (positionals.length > 0) throw new UsageError(`bundle list takes no "${positionals[0]}"`);
  const { bundles, faults } = await readAll(signal);
  process.stdout.write(
    values.json ? `${JSON.stringify(bundles.map(({ manifest }) => manifest))}\n` : await tableOf(bundles),
  );
  for (const fault of faults) process.stderr.write(`manifold bundle: ${fault}\n`);
  return faults.length > 0 ? 1 : 0;
}

/** All bundles that can be read, and what is wrong with the others. */
async function readAll(signal: AbortSignal): Promise<{ bundles: Bundle[]; faults: string[] }> {
  const bundles: Bundle[] = [];
  const faults: string[] = [];
  for (const directory of (await findBundles(bundleRoots(process.env))).values()) {
    try {
      bundles.push(await readBundle(directory, cacheRoot(process.env), signal));
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      faults.push(error.message);
    }
  }
  return { bundles, faults };
}

async function tableOf(bundles: readonly Bundle[]): Promise<string> {
  const rows = [['NAME', 'REVISION', 'LICENCE', 'SIZE', 'TITLE'], ...(await Promise.all(bundles.map(rowOf)))];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}

async function rowOf({ directory, manifest, files }: Bundle): Promise<string[]> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(directory, file))).size));
  const size = sizes.reduce((sum, each) => sum + each, 0);
  const { name, revision, licence, title } = manifest;
  return [name, revision.slice(0, 12), licence, `${(size / 1e6).toFixed(1)} MB`, title];
}
