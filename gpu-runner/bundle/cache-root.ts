import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what can be made again is kept: MANIFOLD_CACHE, else `manifold` in the user's cache directory. */
export function cacheRoot(env: NodeJS.ProcessEnv): string {
  return env.MANIFOLD_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'manifold');
}
