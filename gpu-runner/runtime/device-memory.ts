import { execFile } from 'node:child_process';
import { totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Provider } from './session.ts';

/**
 * Bytes of memory that networks on `provider` share: on CUDA that of the first device, as the driver's own tool tells it; else
 * that of the machine, or of the container. WebGPU does not say how much its device has.
 */
export async function deviceMemory(provider: Provider): Promise<number> {
  return (provider === 'cuda' ? await cudaMemory() : undefined) ?? machineMemory();
}

function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

async function cudaMemory(): Promise<number | undefined> {
  try {
    const query = ['--query-gpu=memory.total', '--format=csv,noheader,nounits'];
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 10_000 });
    const mebibytes = Number.parseInt(stdout, 10);
    return mebibytes > 0 ? mebibytes * 2 ** 20 : undefined;
  } catch {
    return undefined;
  }
}
