import { join } from 'node:path';
import { cache } from './paths.ts';

/** The edge as one script. */
export const edgeScript = join(cache, 'edge.js');

/** Where the edge's options lie: what wrangler.toml means, and the statements of each database migration in order. */
export const edgeOptions = join(cache, 'edge.json');

export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

export interface EdgeOptions {
  /** Options of the worker in Miniflare, less its source. */
  readonly worker: Record<string, unknown>;
  readonly migrations: readonly Migration[];
}
