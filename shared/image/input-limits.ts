/** What an input picture may be at most and at least. */
export const inputLimits = {
  /** Bytes of the file. */
  bytes: 10_000_000,
  /** Pixels: 16 MP. */
  pixels: 16_000_000,
  /** Pixels of the shorter side. */
  side: 8,
  /** The longer side in units of the shorter. */
  aspect: 10,
  /** Scans of a JPEG: each goes over all of its pixels, though it be a few bytes long. Encoders make about ten. */
  scans: 100,
  /** Seconds of decoding. */
  seconds: 5,
} as const;
