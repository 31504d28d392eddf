import { type Format, formatOf } from './format.ts';
import { jpegMarkers } from './jpeg-markers.ts';
import type { Sides } from './sides.ts';

/** The sides that a PNG, JPEG or WebP says it has, before it is turned as EXIF says; nothing where its header is damaged or cut off. */
export function sidesIn(file: Uint8Array): Sides | undefined {
  const format = formatOf(file);
  const sides = format && readers[format](file, new DataView(file.buffer, file.byteOffset, file.byteLength));
  return sides && sides.width > 0 && sides.height > 0 ? sides : undefined;
}

type Reader = (file: Uint8Array, view: DataView) => Sides | undefined;

const readers: Readonly<Record<Format, Reader>> = { PNG: ofPng, JPEG: ofJpeg, WebP: ofWebp };

/** IHDR is the first chunk (PNG 3, section 11.2.1). */
function ofPng(file: Uint8Array, view: DataView): Sides | undefined {
  if (file.length < 33 || textAt(file, 12) !== 'IHDR') return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** The first frame header tells (ITU-T T.81, B.2.2); it comes before the first scan. */
function ofJpeg(file: Uint8Array, view: DataView): Sides | undefined {
  for (const { code, at } of jpegMarkers(file)) {
    if (code === 0xda || at + 9 > file.length) return undefined;
    if (isFrame(code)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
  }
  return undefined;
}

/** SOF0 to SOF15, between which are DHT, JPG and DAC. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code);
}

/** The first chunk is of one of three kinds (RFC 9649, section 2; of VP8, RFC 6386, section 9.1). */
function ofWebp(file: Uint8Array, view: DataView): Sides | undefined {
  if (file.length < 30) return undefined;
  const fourteenBits = (at: number) => view.getUint16(at, true) & 0x3fff;
  switch (textAt(file, 12)) {
    case 'VP8 ':
      return { width: fourteenBits(26), height: fourteenBits(28) };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X': {
      const threeBytes = (at: number) => view.getUint16(at, true) + 65_536 * view.getUint8(at + 2);
      return { width: threeBytes(24) + 1, height: threeBytes(27) + 1 };
    }
    default:
      return undefined;
  }
}

function textAt(file: Uint8Array, at: number): string {
  return String.fromCharCode(...file.subarray(at, at + 4));
}
