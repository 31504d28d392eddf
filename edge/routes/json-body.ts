import { bounds, nestsDeeperThan } from '@manifold/shared/recipe/bounds';
import { type Result, refused } from '../refusal.ts';
import { readBytes } from './bytes.ts';

const isJson = /^application\/json\s*(;|$)/i;

/**
 * The JSON value in a request's body: its type and size are looked at before it is read, its depth before anything recurses
 * over it, and its strings must be Unicode, since canonical JSON (RFC 8785) has no form for a lone surrogate.
 */
export async function readJson(request: Request, limit: number): Promise<Result<unknown>> {
  if (!isJson.test(request.headers.get('Content-Type') ?? '')) return refused({ reason: 'unsupported-media-type' });
  const bytes = await readBytes(request, limit);
  return bytes.ok ? parsed(bytes.value) : bytes;
}

function parsed(bytes: Uint8Array): Result<unknown> {
  const value = parse(bytes);
  if (value === undefined) return refused({ reason: 'malformed-json' });
  if (nestsDeeperThan(value, bounds.json)) return invalid(`nests deeper than ${bounds.json} levels`);
  if (!isWellFormed(value)) return invalid('a text contains half of a surrogate pair, which is not Unicode');
  return { ok: true, value };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Recursion is safe here: the depth is known to be bounded. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => key.isWellFormed() && isWellFormed(inner));
}

function invalid(detail: string) {
  return refused({ reason: 'invalid-request', errors: [{ pointer: '', detail }] });
}
