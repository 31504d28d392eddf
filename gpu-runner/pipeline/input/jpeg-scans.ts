const [firstWithLength, startOfScan, endOfImage] = [0xc0, 0xda, 0xd9];

/**
 * Scans of a JPEG, by its markers (ITU-T T.81, annex B). Ends early where the file is cut off or no JPEG; the decoder tells
 * what is wrong with it.
 */
export function scansOf(file: Uint8Array): number {
  let scans = 0;
  for (let at = markerFrom(file, 2); at < file.length; ) {
    const marker = file[at + 1]!;
    if (marker === endOfImage) break;
    if (marker === startOfScan) scans++;
    const length = 256 * (file[at + 2] ?? 0) + (file[at + 3] ?? 0);
    at = markerFrom(file, at + 2 + length);
  }
  return scans;
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
