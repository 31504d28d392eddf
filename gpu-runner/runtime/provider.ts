import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Graph } from '../graph/graph.ts';
import { serialise } from '../graph/serialise.ts';
import { createSession, type Provider } from './session.ts';

let found: Promise<Provider> | undefined;

/** 'cuda' where its provider is installed and finds a device, else 'cpu'. Tried once. */
export function findProvider(): Promise<Provider> {
  found ??= search();
  return found;
}

async function search(): Promise<Provider> {
  // onnxruntime complains on stderr when the library is missing, so it is not asked then.
  if (!existsSync(cudaLibrary())) return 'cpu';
  const g = new Graph();
  g.output('y', g.input('x', [1]));
  try {
    const session = await createSession(serialise(g), { provider: 'cuda' });
    await session.release();
    return 'cuda';
  } catch {
    return 'cpu';
  }
}

function cudaLibrary(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(entry, '../../bin/napi-v6', process.platform, process.arch, 'libonnxruntime_providers_cuda.so');
}
