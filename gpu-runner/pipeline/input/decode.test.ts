import { setImmediate } from 'node:timers/promises';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decode, shadesOf, type Wanted } from './decode.ts';
import { scannedJpeg } from './scans.fixture.ts';

const wanted: Wanted = { role: 'start', size: 8, channels: 1, fit: 'crop' };
const flat = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } });
const bytes = async (picture: Sharp) => new Uint8Array(await picture.toBuffer());

/** An animation of two pictures. */
async function blackThenWhite(): Promise<Sharp> {
  const frames = ['#000', '#fff'].map((colour) => flat(16, 16, colour).png().toBuffer());
  return sharp(await Promise.all(frames), { join: { animated: true } });
}

/** A picture whose upper half is black and whose lower half is white. */
async function halves(width: number, height: number): Promise<Sharp> {
  const lower = await flat(width, height / 2, '#fff')
    .png()
    .toBuffer();
  return flat(width, height, '#000').composite([{ input: lower, top: height / 2, left: 0 }]);
}

describe('decode', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('reads %s by its content', async (format) => {
    const { pixels, width, height } = await decode(await bytes(flat(20, 10, '#808080')[format]()), wanted);
    expect([pixels.length, width, height]).toEqual([64, 20, 10]);
    expect(pixels.every((value) => Math.abs(value - 128) <= 1)).toBe(true);
  });

  it('keeps the values of a picture of the right size', async () => {
    const grey = Uint8Array.from({ length: 64 }, (_, i) => 4 * i);
    const raw = { width: 8, height: 8, channels: 1 } as const;
    const file = await bytes(sharp(grey, { raw }).toColourspace('b-w').png());
    expect([...(await decode(file, wanted)).pixels]).toEqual([...grey]);
  });

  it('gives the three channels of a colour bundle, of a grey picture too', async () => {
    const colours = { ...wanted, channels: 3 as const };
    const red = await decode(await bytes(flat(8, 8, '#f00').png()), colours);
    expect([...red.pixels.subarray(0, 6)]).toEqual([255, 0, 0, 255, 0, 0]);
    const grey = await decode(await bytes(flat(8, 8, '#333').toColourspace('b-w').png()), colours);
    expect([...grey.pixels.subarray(0, 3)]).toEqual([51, 51, 51]);
  });

  it('turns it as EXIF says', async () => {
    const upright = await bytes((await halves(8, 16)).png());
    // Orientation 6: the camera was held so that the picture must be turned clockwise to be seen upright.
    const tilted = await bytes(
      sharp(await bytes(sharp(upright).rotate(-90).png()))
        .withMetadata({ orientation: 6 })
        .jpeg(),
    );
    const { pixels, width, height } = await decode(tilted, { ...wanted, fit: 'fit' });
    expect([width, height]).toEqual([8, 16]);
    expect([pixels[3]! < 20, pixels[7 * 8 + 3]! > 235]).toEqual([true, true]);
  });

  it('puts what is transparent on white, of a mask on black', async () => {
    const clear = sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } });
    const file = await bytes(clear.png());
    expect((await decode(file, wanted)).pixels.every((value) => value === 255)).toBe(true);
    expect((await decode(file, { ...wanted, role: 'mask' })).pixels.every((value) => value === 0)).toBe(true);
  });

  it('converts its colour profile to sRGB', async () => {
    const file = await bytes(flat(8, 8, '#f00').withIccProfile('p3').png());
    const stored = await sharp(file, { ignoreIcc: true }).raw().toBuffer();
    expect([...stored.subarray(0, 3)]).not.toEqual([255, 0, 0]);
    const { pixels } = await decode(file, { ...wanted, channels: 3 });
    expect([...pixels.subarray(0, 3)]).toEqual([255, 0, 0]);
  });

  it.each(['srgb', 'p3'])('converts the profile %s of 16 bits a channel', async (profile) => {
    const file = await bytes(flat(8, 8, '#f00').toColourspace('rgb16').withIccProfile(profile).png());
    expect(await sharp(file).metadata()).toMatchObject({ space: 'rgb16', hasProfile: true });
    const { pixels } = await decode(file, { ...wanted, channels: 3 });
    expect([...pixels.subarray(0, 3)]).toEqual([255, 0, 0]);
  });

  it('converts CMYK, as printers have it', async () => {
    const file = await bytes(flat(16, 16, '#f00').toColourspace('cmyk').jpeg());
    expect((await sharp(file).metadata()).space).toBe('cmyk');
    const [red, green, blue] = (await decode(file, { ...wanted, channels: 3 })).pixels;
    expect([red! > 200, green! < 50, blue! < 50]).toEqual([true, true, true]);
    const grey = await decode(await bytes(flat(16, 16, '#fff').toColourspace('cmyk').jpeg()), wanted);
    expect(grey.pixels.every((value) => value > 245)).toBe(true);
  });

  it('takes the first picture of an animated WebP', async () => {
    const file = await bytes((await blackThenWhite()).webp({ lossless: true }));
    expect((await sharp(file).metadata()).pages).toBe(2);
    const { pixels, width, height } = await decode(file, wanted);
    expect([width, height, pixels.every((value) => value === 0)]).toEqual([16, 16, true]);
  });

  it('crops the middle, or fits all of it on a ground', async () => {
    const middle = await flat(16, 16, '#fff').png().toBuffer();
    const wide = await bytes(
      flat(32, 16, '#000')
        .composite([{ input: middle, top: 0, left: 8 }])
        .png(),
    );
    const cropped = (await decode(wide, wanted)).pixels;
    expect([cropped[8 * 4 + 1], cropped[8 * 4 + 6]]).toEqual([255, 255]);
    const fitted = (await decode(wide, { ...wanted, fit: 'fit' })).pixels;
    expect([fitted[4], fitted[8 * 4], fitted[8 * 4 + 4]]).toEqual([255, 0, 255]);
  });

  it('has two at a time in the threads, so that none waits for one on its own time', async () => {
    const file = scannedJpeg(2000, 10);
    let [under, most] = [6, 0];
    const all = Array.from({ length: under }, () => decode(file, wanted, 60).finally(() => under--));
    for (; under > 0; await setImmediate()) most = Math.max(most, sharp.counters().process);
    await Promise.all(all);
    expect(most).toBe(2);
  });
});

describe('decode refuses in words', () => {
  const sizes: [string, number, number, RegExp][] = [
    ['a bomb', 16_000, 1601, /^is 16000 x 1601 px: too large; at most 16 million pixels/],
    ['1 x 1', 1, 1, /^is 1 x 1 px: too small; at least 8 px a side/],
    ['30,000 x 1', 30_000, 1, /^is 30000 x 1 px: too narrow; the longer side may be at most 10 times the shorter/],
  ];
  it.each(sizes)('%s', async (_, width, height, message) => {
    await expect(decode(await bytes(flat(width, height, '#000').png()), wanted)).rejects.toThrow(message);
  });

  it('what has the marks of a WebP in part', async () => {
    const svg =
      '<svg    WEBP="" xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="9" height="9"/></svg>';
    const tiff = await bytes(flat(16, 16, '#000').tiff());
    Buffer.from('WEBP').copy(tiff, 8);
    const webp = await bytes(flat(16, 16, '#000').webp());
    for (const file of [Buffer.from(svg), tiff])
      await expect(decode(file, wanted)).rejects.toThrow(/^is (a TIFF|an SVG)/);
    Buffer.from('RIFX').copy(webp);
    await expect(decode(webp, wanted)).rejects.toThrow('is no picture that can be read here');
  });

  it('a file that is cut off', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 50 } as const;
    const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: '#000', noise } });
    for (const file of [
      await bytes(picture.clone().png()),
      await bytes(picture.clone().jpeg()),
      await bytes(picture.webp()),
    ]) {
      for (const length of [40, Math.floor(file.length / 2)]) {
        await expect(decode(file.subarray(0, length), wanted)).rejects.toThrow('is damaged or cut off; save it anew');
      }
    }
  });

  it.each([
    [
      'SVG',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      'is an SVG drawing; save it as PNG, JPEG or WebP',
    ],
    [
      'SVG behind a declaration',
      '<?xml version="1.0"?>\n<svg width="9"/>',
      'is an SVG drawing; save it as PNG, JPEG or WebP',
    ],
    ['GIF', 'GIF89a', 'is a GIF; save it as PNG, JPEG or WebP'],
    ['text', 'hello', 'is no picture that can be read here; save it as PNG, JPEG or WebP'],
    ['nothing', '', 'is empty; choose a PNG, JPEG or WebP'],
  ])('%s', async (_, text, message) => {
    await expect(decode(new TextEncoder().encode(text), wanted)).rejects.toThrow(message);
  });

  it('an animated GIF', async () => {
    const file = await bytes((await blackThenWhite()).gif());
    await expect(decode(file, wanted)).rejects.toThrow('is a GIF; save it as PNG, JPEG or WebP');
  });

  it('a JPEG of more scans than any encoder makes, however few its bytes', async () => {
    const message = 'is a JPEG of 101 scans; at most 100 are read, so save it anew';
    await expect(decode(scannedJpeg(4000, 101), wanted)).rejects.toThrow(message);
  });

  it('what takes longer than its time, and waits no longer for it', async () => {
    const file = scannedJpeg(4000, 40);
    const begun = performance.now();
    await expect(decode(file, wanted, 0.01)).rejects.toThrow('takes longer than 0.01 s to decode; make it smaller');
    const refused = performance.now();
    expect((await decode(file, wanted, 60)).width).toBe(4000);
    expect(refused - begun).toBeLessThan(performance.now() - refused);
  });

  it('a mask that takes longer than its time at its own size, as one that may be read another time', async () => {
    const slow = { message: 'takes longer than 0.01 s to decode; make it smaller', isSlow: true };
    await expect(shadesOf(scannedJpeg(4000, 40), 'fit', 0.01)).rejects.toMatchObject(slow);
  });

  it('too many bytes', async () => {
    await expect(decode(new Uint8Array(10_100_000), wanted)).rejects.toThrow('has 10.1 MB; at most 10 are taken');
  });
});
