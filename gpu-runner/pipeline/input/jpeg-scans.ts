import { jpegMarkers } from '@manifold/shared/image/jpeg-markers';

const startOfScan = 0xda;

/** Scans of a JPEG, by its markers. */
export function scansOf(file: Uint8Array): number {
  let scans = 0;
  for (const { code } of jpegMarkers(file)) if (code === startOfScan) scans++;
  return scans;
}
