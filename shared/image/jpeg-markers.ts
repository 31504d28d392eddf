const [firstWithLength, endOfImage] = [0xc0, 0xd9];

/** A marker of a JPEG: its code, and where the 0xff before it is. */
export interface JpegMarker {
  readonly code: number;
  readonly at: number;
}

/**
 * The markers of a JPEG that have a length, in order (ITU-T T.81, annex B). Ends early where the file is cut off or no JPEG; the
 * decoder tells what is wrong with it.
 */
export function* jpegMarkers(file: Uint8Array): Generator<JpegMarker> {
  for (let at = markerFrom(file, 2); at < file.length; ) {
    const code = file[at + 1]!;
    if (code === endOfImage) return;
    yield { code, at };
    const length = 256 * (file[at + 2] ?? 0) + (file[at + 3] ?? 0);
    at = markerFrom(file, at + 2 + length);
  }
}

/** Where the next marker is, at `from` or behind the compressed data that begins there; the file's length without one. */
function markerFrom(file: Uint8Array, from: number): number {
  for (let at = file.indexOf(0xff, from); at !== -1; at = file.indexOf(0xff, at + 1)) {
    if (isMarker(file[at + 1])) return at;
  }
  return file.length;
}

/**
 * Whether a code behind 0xff is that of a marker with a length. Compressed data has 0xff before a zero, before a restart marker,
 * and before itself; a decoder passes over the codes below the first frame's, TEM among them, as though they stood alone.
 */
function isMarker(code: number | undefined): boolean {
  if (code === undefined || code < firstWithLength || code === 0xff) return false;
  return code < 0xd0 || code > 0xd7;
}
