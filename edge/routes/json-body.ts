import { briefPointerTo, type FieldError, keyError } from '@manifold/shared/protocol/problem';
import { bounds, nestsDeeperThan } from '@manifold/shared/recipe/bounds';
import { type Result, refused } from '../refusal.ts';
import { encodingOf, readBytes } from './bytes.ts';
import { duplicateKey } from './duplicate-key.ts';

const isJson = /^application\/json\s*(;|$)/i;

/**
 * The JSON value in a request's body: its type and size are looked at before it is read, its depth before anything recurses
 * over it, its names may stand once each, and its strings must be Unicode, since canonical JSON (RFC 8785) has no form for a lone
 * surrogate.
 */
export async function readJson(request: Request, limit: number): Promise<Result<unknown>> {
  if (!isJson.test(request.headers.get('Content-Type') ?? '')) return refused({ reason: 'unsupported-media-type' });
  const encoding = encodingOf(request);
  if (encoding) return refused({ reason: 'encoded', encoding });
  const bytes = await readBytes(request, limit);
  return bytes.ok ? parsed(bytes.value) : bytes;
}

function parsed(bytes: Uint8Array): Result<unknown> {
  const read = parse(bytes);
  if (!read) return refused({ reason: 'malformed-json' });
  const { text, value } = read;
  if (nestsDeeperThan(value, bounds.json)) return invalid({ pointer: '', detail: tooDeep });
  const broken = brokenTextIn(value);
  if (broken) return invalid({ pointer: briefPointerTo(broken), detail: noUnicode });
  const twice = duplicateKey(text);
  return twice
    ? invalid(keyError(twice, (name) => `${name} stands twice; leave one of them out`))
    : { ok: true, value };
}

const tooDeep = `nests deeper than ${bounds.json} levels of JSON, as no request does; an estimate has ${bounds.depth} at most`;
const noUnicode = 'has half of a surrogate pair, which is not Unicode';

function parse(bytes: Uint8Array): { text: string; value: unknown } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Path to the first text that is no Unicode, or to what has such a name. Recursion is safe: the depth is known to be bounded. */
function brokenTextIn(value: unknown): string[] | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : [];
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.isWellFormed()) return [];
    const path = brokenTextIn(inner);
    if (path) return [key, ...path];
  }
  return undefined;
}

function invalid(error: FieldError) {
  return refused({ reason: 'invalid-request', errors: [error] });
}
