import sharp from 'sharp';
import { expect, it } from 'vitest';
import { scansOf } from './jpeg-scans.ts';
import { scannedJpeg } from './scans.fixture.ts';

const noise = { type: 'gaussian', mean: 128, sigma: 50 } as const;
const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: '#000', noise } });
const jpeg = async (progressive: boolean) => new Uint8Array(await picture.clone().jpeg({ progressive }).toBuffer());

it('counts one of a plain JPEG, several of a progressive one', async () => {
  expect(scansOf(await jpeg(false))).toBe(1);
  expect(scansOf(await jpeg(true))).toBeGreaterThan(3);
  expect(scansOf(scannedJpeg(1024, 7))).toBe(7);
});

it.each([0x01, 0x02, 0xbf])('is not led past scans by a marker %i, which has no length', async (code) => {
  const plain = scannedJpeg(1024, 700);
  const hidden = withBefore(plain, code);
  expect(hidden.length).toBeGreaterThan(plain.length);
  expect(scansOf(hidden)).toBe(700);
});

it('comes to an end in what is cut off and in what is no JPEG', async () => {
  const whole = await jpeg(true);
  for (let length = 0; length < whole.length; length += 7) {
    expect(scansOf(whole.subarray(0, length))).toBeLessThanOrEqual(scansOf(whole));
  }
  expect(scansOf(new Uint8Array(100).fill(0xff))).toBe(0);
  expect(scansOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xc4))).toBe(0);
});

/** The file with the marker 0xff `code` before a scan, and again where what would be its length ends. */
function withBefore(file: Uint8Array, code: number): Uint8Array {
  const changed: number[] = [];
  let end = 0;
  for (const [i, byte] of file.entries()) {
    if (byte === 0xff && file[i + 1] === 0xda && changed.length >= end) {
      changed.push(0xff, code);
      end = changed.length + 0xffda;
    }
    changed.push(byte);
  }
  return Uint8Array.from(changed);
}
