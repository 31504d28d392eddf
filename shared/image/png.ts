import { crc32 } from './crc32.ts';

/** Keyword of the PNG text chunk (iTXt, UTF-8) that carries the canonical JSON of the recipe which made the image. */
export const recipeKeyword = 'manifold.recipe';

/** The bytes are no whole PNG; the message says where they stop being one. */
export class PngError extends Error {
  override readonly name = 'PngError';
}

/** One chunk: its four-letter type and where it stands; `length` is that of its data. */
interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

const signature = [137, 80, 78, 71, 13, 10, 26, 10];
/** Length and type before a chunk's data, CRC after it. */
const overhead = { before: 8, after: 4 };

/**
 * The PNG with `text` in an uncompressed iTXt chunk right before its pixels, where every reader looks (PNG 3, section 11.3.3.4).
 * `keyword` is 1 to 79 characters of printable ASCII. A text of that keyword before the pixels is kept, and is found first.
 * Throws a PngError.
 */
export function addText(png: Uint8Array, keyword: string, text: string): Uint8Array<ArrayBuffer> {
  if (!/^[!-~](?:[ -~]{0,77}[!-~])?$/.test(keyword)) throw new PngError(`"${keyword}" is no keyword of a text chunk`);
  const pixels = chunksOf(png).find(({ type }) => type === 'IDAT' || type === 'IEND')!.start;
  const chunk = textChunk(keyword, text);
  const result = new Uint8Array(png.length + chunk.length);
  result.set(png.subarray(0, pixels));
  result.set(chunk, pixels);
  result.set(png.subarray(pixels), pixels + chunk.length);
  return result;
}

/** The text of the first uncompressed iTXt chunk with `keyword`, or undefined without one. Throws a PngError. */
export function readText(png: Uint8Array, keyword: string): string | undefined {
  const head = new TextEncoder().encode(`${keyword}\0\0\0`);
  for (const { type, start, length } of chunksOf(png)) {
    const data = png.subarray(start + overhead.before, start + overhead.before + length);
    if (type !== 'iTXt' || !head.every((byte, i) => data[i] === byte)) continue;
    const language = data.indexOf(0, head.length);
    const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
    if (translated < 0) throw new PngError('a text chunk ends before its text');
    return new TextDecoder().decode(data.subarray(translated + 1));
  }
  return undefined;
}

function textChunk(keyword: string, text: string): Uint8Array {
  // After the keyword: no compression (two bytes), no language, no translated keyword, each closed by a zero.
  const data = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(data.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length - 4);
  chunk.set(data, 4);
  view.setUint32(4 + data.length, crc32(data));
  return chunk;
}

/** The chunks in order, up to and with IEND. */
function chunksOf(png: Uint8Array): Chunk[] {
  if (!signature.every((byte, i) => png[i] === byte)) throw new PngError('these bytes do not begin as a PNG');
  const chunks: Chunk[] = [];
  for (let start = signature.length; chunks.at(-1)?.type !== 'IEND'; ) {
    const chunk = chunkAt(png, start);
    chunks.push(chunk);
    start += overhead.before + chunk.length + overhead.after;
  }
  return chunks;
}

function chunkAt(png: Uint8Array, start: number): Chunk {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const data = start + overhead.before;
  const length = data <= png.length ? view.getUint32(start) : 0;
  if (data + length + overhead.after > png.length)
    throw new PngError(`the PNG is cut off in the chunk at byte ${start}`);
  const crc = crc32(png.subarray(start + 4, data + length));
  if (crc !== view.getUint32(data + length)) throw new PngError(`the chunk at byte ${start} is corrupt: wrong CRC`);
  return { type: String.fromCharCode(...png.subarray(start + 4, data)), start, length };
}
