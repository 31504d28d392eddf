import { fileURLToPath } from 'node:url';
import { chooseProvider } from '../../gpu-runner/runtime/provider.ts';

/** Where the bundles and answers of make.py are: the committed ones, or those of another seed. */
export const golden = process.env.MANIFOLD_PARITY || fileURLToPath(new URL('golden', import.meta.url));

/** What our side runs on: the processor, unless MANIFOLD_PROVIDER names another. */
export const parityProvider = () => chooseProvider(process.env.MANIFOLD_PROVIDER || 'cpu');

/** The greatest |difference| of two tensors' values. */
export function farthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]!)), 0);
}
