import sharp from 'sharp';

/** Where a run keeps its film. */
export const FILM = 'sampling.webp';

/** Milliseconds that a frame stays, and that the last one does. */
const FRAME = 80;
const LAST = 2000;

/** Pictures of equal size as an animated WebP that starts over at its end. */
export async function film(frames: readonly Uint8Array[]): Promise<Buffer> {
  const delay = frames.map((_, i) => (i === frames.length - 1 ? LAST : FRAME));
  return sharp([...frames], { join: { animated: true } })
    .webp({ loop: 0, delay, quality: 80 })
    .toBuffer();
}
