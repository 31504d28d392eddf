import { type Result, refused } from '../refusal.ts';

/** A request's body of at most `limit` bytes. A longer one is refused by its announced length, or as soon as it runs over. */
export async function readBytes(request: Request, limit: number): Promise<Result<Uint8Array<ArrayBuffer>>> {
  const tooLarge = refused({ reason: 'body-too-large', limit });
  if (Number(request.headers.get('Content-Length') ?? 0) > limit) return tooLarge;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(request)) {
    length += chunk.byteLength;
    if (length > limit) return tooLarge;
    chunks.push(chunk);
  }
  return { ok: true, value: joined(chunks, length) };
}

/** A body that breaks off ends here like one that is whole: what it holds is then not what it should be. */
async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of request.body ?? []) yield chunk as Uint8Array;
  } catch {
    return;
  }
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
