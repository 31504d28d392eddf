import { join } from 'node:path';
import { cache } from './paths.ts';

/** Where the built edge lies, in one file, so that its script and its migrations are always of one build. */
export const builtEdge = join(cache, 'edge.json');

export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

export interface BuiltEdge {
  /** The edge as one module. */
  readonly script: string;
  /** Options of the worker in Miniflare, less its source. */
  readonly worker: Record<string, unknown>;
  readonly migrations: readonly Migration[];
}
