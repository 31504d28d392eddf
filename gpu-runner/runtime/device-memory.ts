import { execFile } from 'node:child_process';
import { totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Provider } from './session.ts';

/**
 * Bytes of memory that networks on `provider` share: on CUDA that of the device they run on, as the driver's own tool tells it;
 * else that of the machine, or of the container. WebGPU does not say how much its device has.
 */
export async function deviceMemory(provider: Provider, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  return (provider === 'cuda' ? await cudaMemory(env) : undefined) ?? machineMemory();
}

function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * The tool shows every card whatever the variable says: it is asked for the first of those that CUDA sees, by number or UUID. A part of
 * a card it does not know: then it is asked for the first card of all.
 */
async function cudaMemory(env: NodeJS.ProcessEnv): Promise<number | undefined> {
  const visible = env.CUDA_VISIBLE_DEVICES?.split(',')[0]?.trim();
  const device = visible && /^(\d+|GPU-[\w-]+)$/.test(visible) ? ['-i', visible] : [];
  try {
    const query = [...device, '--query-gpu=memory.total', '--format=csv,noheader,nounits'];
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 10_000, env });
    const mebibytes = Number.parseInt(stdout, 10);
    return mebibytes > 0 ? mebibytes * 2 ** 20 : undefined;
  } catch {
    return undefined;
  }
}
