import { sidesIn } from '@manifold/shared/image/header';
import { uploadFault } from '@manifold/shared/image/upload-fault';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';

const side = fc.integer({ min: 1, max: 80 });
const encoders = {
  png: (picture: Sharp) => picture.png(),
  'interlaced png': (picture: Sharp) => picture.png({ progressive: true, palette: true }),
  jpeg: (picture: Sharp) => picture.jpeg(),
  'progressive jpeg': (picture: Sharp) => picture.jpeg({ progressive: true }).withExif({ IFD0: { Copyright: 'x' } }),
  'lossy webp': (picture: Sharp) => picture.webp(),
  'lossless webp': (picture: Sharp) => picture.webp({ lossless: true }),
  'extended webp': (picture: Sharp) => picture.withExif({ IFD0: { Copyright: 'x' } }).webp(),
} as const;
const encoding = fc.constantFrom(...(Object.keys(encoders) as (keyof typeof encoders)[]));

async function encoded(name: keyof typeof encoders, width: number, height: number): Promise<Uint8Array> {
  const picture = sharp({ create: { width, height, channels: 3, background: '#456' } });
  return new Uint8Array(await encoders[name](picture).toBuffer());
}

describe('the header of a picture', () => {
  it('tells its sides, as the decoder does', async () => {
    await fc.assert(
      fc.asyncProperty(encoding, side, side, async (name, width, height) => {
        expect(sidesIn(await encoded(name, width, height))).toEqual({ width, height });
      }),
      { numRuns: 60 },
    );
  });

  it.each(Object.keys(encoders) as (keyof typeof encoders)[])(
    'tells none or these where it is cut off: %s',
    async (name) => {
      const file = await encoded(name, 33, 17);
      for (let length = 0; length < Math.min(file.length, 1000); length++) {
        expect([undefined, { width: 33, height: 17 }]).toContainEqual(sidesIn(file.subarray(0, length)));
      }
      expect(uploadFault(file.subarray(0, 20))).toBe('is damaged or cut off; save it anew');
      expect(uploadFault(file)).toBeUndefined();
    },
  );

  it('is read whatever follows it', () => {
    const starts = [
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
      [0xff, 0xd8, 0xff],
      ...['VP8 ', 'VP8L', 'VP8X'].map((kind) => [...Buffer.from(`RIFF\0\0\0\0WEBP${kind}`)]),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        const { width, height } = sidesIn(Uint8Array.from([...start, ...rest])) ?? { width: 1, height: 1 };
        expect([width, height].every((one) => Number.isInteger(one) && one > 0)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
