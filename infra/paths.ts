import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** What is built from it, and may be thrown away. */
export const cache = join(root, 'node_modules', '.cache', 'manifold');

/** What `npm start` keeps between runs: secrets, the edge's state, logs. An empty variable counts as unset. */
export const home = process.env.MANIFOLD_HOME || join(root, '.manifold');
