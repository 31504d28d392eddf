import { type Result, refused } from '../refusal.ts';

/** A body that is refused is read up to here; beyond, its sender is cut off. */
const patience = 128 * 1024 * 1024;

/** So long, in ms, nothing may come of it, and so long it may take. */
const [silenceMs, droppingMs] = [2000, 30_000];

/**
 * A request's body of at most `limit` bytes. Of a longer one nothing is kept, yet it is read on for a while: a client that is
 * still sending when the connection closes would never see the answer. One that breaks off is refused (RFC 9112, section 8).
 */
export async function readBytes(request: Request, limit: number): Promise<Result<Uint8Array<ArrayBuffer>>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body ?? []) {
      length += chunk.byteLength;
      if (length <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (length > patience) break;
    }
  } catch {
    return refused({ reason: 'body-broken-off' });
  }
  return length <= limit ? { ok: true, value: joined(chunks, length) } : refused({ reason: 'body-too-large', limit });
}

/** Drops what a refused request still sends and nobody reads, for a while, so that its sender sees the answer. */
export async function dropBody({ body, bodyUsed }: Request): Promise<void> {
  if (!body || bodyUsed) return;
  const reader = body.getReader();
  const end = Date.now() + droppingMs;
  for (let length = 0; length <= patience && Date.now() < end; ) {
    const chunk = await unlessSilent(reader.read());
    if (!chunk || chunk.done) return;
    length += chunk.value.byteLength;
  }
}

/** Nothing where it takes too long or breaks off. */
async function unlessSilent<T>(coming: Promise<T>): Promise<T | undefined> {
  const silence = Promise.withResolvers<undefined>();
  const timer = setTimeout(silence.resolve, silenceMs, undefined);
  return Promise.race([coming.catch(() => undefined), silence.promise]).finally(() => clearTimeout(timer));
}

/** How a body is encoded (RFC 9110, section 8.4); nothing where it is as it is. */
export function encodingOf({ headers }: Request): string | undefined {
  const encoding = headers.get('Content-Encoding')?.trim().toLowerCase();
  return encoding === 'identity' ? undefined : encoding || undefined;
}

function joined(chunks: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
