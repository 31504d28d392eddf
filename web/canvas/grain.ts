/** Fills a canvas of `size` pixels a side with faint grain: a latent image, before anything is developed. */
export function drawGrain(canvas: HTMLCanvasElement, size: number, seed: number): void {
  Object.assign(canvas, { width: size, height: size });
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(size, size);
  const random = xorshift(seed);
  for (let i = 0; i < image.data.length; i += 4) {
    const grey = 13 + Math.floor(30 * random() * random());
    image.data.set([grey + 4, grey + 1, grey, 255], i);
  }
  context.putImageData(image, 0, 0);
}

/** Marsaglia's xorshift32 (2003), as numbers in [0, 1): for looks alone, never for sampling. */
function xorshift(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}
