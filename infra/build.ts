import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle, stop as stopBundler } from 'esbuild';
import { type BuiltEdge, builtEdge } from './artefacts.ts';
import { cache, root } from './paths.ts';
import { whenChanged } from './stamp.ts';

/** The built site. */
const site = join(root, 'web', 'dist', 'index.html');

const shared = ['shared/**/*.ts', 'package-lock.json'];

/** Builds what the stack runs and has changed since it was built last: the site, and the edge that serves it. */
export async function build(say: (line: string) => void): Promise<void> {
  const siteInputs = ['web/**/*', 'infra/build.ts', ...shared];
  if (await whenChanged('site', siteInputs, site, buildSite)) say('Built the site');
  const edgeInputs = ['edge/**/*', 'wrangler.toml', 'infra/build.ts', ...shared];
  if (await whenChanged('edge', edgeInputs, builtEdge, buildEdge)) say('Built the edge');
}

async function buildSite(): Promise<void> {
  const vite = await import('vite');
  await vite.build({ root: join(root, 'web'), logLevel: 'warn' });
}

/** A file is put in its place whole: an edge may start at this moment. */
async function buildEdge(): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const fresh = `${builtEdge}.${process.pid}`;
  const built: BuiltEdge = { script: await bundled(), ...(await readOptions()) };
  writeFileSync(fresh, JSON.stringify(built));
  renameSync(fresh, builtEdge);
}

/** The flags are those that wrangler bundles with, so that what runs here is what it would deploy. */
async function bundled(): Promise<string> {
  const { outputFiles } = await bundle({
    entryPoints: [join(root, 'edge', 'worker.ts')],
    outfile: `${builtEdge}.js`,
    write: false,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    keepNames: true,
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  await stopBundler();
  return outputFiles[0]!.text;
}

async function readOptions(): Promise<Omit<BuiltEdge, 'script'>> {
  const { unstable_getMiniflareWorkerOptions: miniflareOptions, unstable_splitSqlQuery: split } = await import(
    'wrangler'
  );
  const folder = join(root, 'edge', 'store', 'migrations');
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return {
    worker: miniflareOptions(join(root, 'wrangler.toml')).workerOptions,
    migrations: files.sort().map((name) => ({ name, statements: split(readFileSync(join(folder, name), 'utf8')) })),
  };
}
