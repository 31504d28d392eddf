import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BundleError } from './bundle-error.ts';
import { indexFile, isKind } from './kinds.ts';

/** The bundles shipped with this package. */
const embedded = fileURLToPath(new URL('../bundles', import.meta.url));

/** Where bundles are fetched to when no place is named, from the directory that a command is run in. */
const ownRoot = join('.manifold', 'bundles');

/**
 * Directories that hold bundles: those of MANIFOLD_BUNDLES, separated as in PATH, then `.manifold/bundles` where it is, then
 * the embedded ones.
 */
export function bundleRoots(env: NodeJS.ProcessEnv): string[] {
  const own = existsSync(ownRoot) ? [ownRoot] : [];
  return [...new Set([...namedRoots(env), ...own, embedded])];
}

/** The directory that fetched bundles go into: the first of MANIFOLD_BUNDLES, else `.manifold/bundles`. */
export function pulledRoot(env: NodeJS.ProcessEnv): string {
  return namedRoots(env)[0] ?? ownRoot;
}

function namedRoots(env: NodeJS.ProcessEnv): string[] {
  return (env.MANIFOLD_BUNDLES ?? '').split(delimiter).filter((root) => root !== '');
}

/**
 * Directories of all bundles under `roots`, by name; of two with one name the first is found. Whatever names no pipeline
 * that can be sampled here is passed over. Throws a BundleError when a root cannot be read.
 */
export async function findBundles(roots: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const root of roots) {
    for (const name of await entriesOf(root)) {
      const directory = join(root, name);
      if (!found.has(name) && (await isPipeline(directory))) found.set(name, directory);
    }
  }
  return found;
}

async function entriesOf(root: string): Promise<string[]> {
  try {
    return (await readdir(root)).toSorted();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new BundleError(`the bundle directory ${root} cannot be read: ${code}; mend MANIFOLD_BUNDLES`, { cause });
  }
}

/** Only the class is asked for here, so that a pipeline of ours that is broken is found, and reported when it is opened. */
async function isPipeline(directory: string): Promise<boolean> {
  try {
    const index: { _class_name?: unknown } | null = JSON.parse(await readFile(join(directory, indexFile), 'utf8'));
    return isKind(index?._class_name);
  } catch {
    return false;
  }
}
