import sharp from 'sharp';

/** A picture with transparency, cut to what is seen of it. */
export interface Sprite {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4]: red, green and blue times alpha, and alpha, from 0 to 255. */
  readonly pixels: Uint8Array;
}

/** A sprite in its own size and in halves of it, the largest first. */
export type Mipmap = readonly Sprite[];

/** Reads a picture, cut to what is seen and scaled so that its longer side is `side` pixels, and its halves. */
export async function readMipmap(path: string, side: number): Promise<Mipmap> {
  const { data, info } = await sharp(path)
    .ensureAlpha()
    .trim({ background: '#0000', threshold: 1 })
    .resize({ width: side, height: side, fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return halvesOf({ width: info.width, height: info.height, pixels: premultiplied(data) });
}

function premultiplied(rgba: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3]!;
    for (let channel = 0; channel < 3; channel++) pixels[i + channel] = Math.round((rgba[i + channel]! * alpha) / 255);
    pixels[i + 3] = alpha;
  }
  return pixels;
}

function halvesOf(sprite: Sprite): Mipmap {
  const levels = [sprite];
  for (let last = sprite; Math.min(last.width, last.height) > 12; levels.push(last)) last = half(last);
  return levels;
}

/** Means of 2 x 2 pixels; what is odd at the far edges counts twice. */
function half(from: Sprite): Sprite {
  const [width, height] = [Math.ceil(from.width / 2), Math.ceil(from.height / 2)];
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const [above, below] = [2 * y, Math.min(2 * y + 1, from.height - 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [2 * x, Math.min(2 * x + 1, from.width - 1)];
      const corners = [above, below].flatMap((row) => [left, right].map((column) => 4 * (row * from.width + column)));
      for (let channel = 0; channel < 4; channel++) {
        const sum = corners.reduce((total, corner) => total + from.pixels[corner + channel]!, 0);
        pixels[4 * (y * width + x) + channel] = Math.round(sum / 4);
      }
    }
  }
  return { width, height, pixels };
}
