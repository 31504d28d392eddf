import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readThings } from '../catalogue/things.ts';
import { Dice, type Split } from '../dice.ts';
import { FINE, paint } from '../picture.ts';
import { Sprites } from '../sprites.ts';
import { oneThing } from '../subject/one-thing.ts';
import { kuwahara } from './kuwahara.ts';
import { STYLE_NAMES, type StyleName } from './styles.ts';

const sprites = new Sprites(FINE);
const apple = readThings().find(({ name }) => name === 'apple')!;

async function painted(style: StyleName, index: number, split: Split = 'train') {
  const dice = new Dice(4, split, index);
  const { pixels, captions } = await paint(oneThing(apple, false, dice), style, 64, sprites, dice);
  return { digest: createHash('sha256').update(pixels).digest('hex'), pixels, captions };
}

describe('styles', () => {
  it.each(STYLE_NAMES)('%s: follows from seed, split and index alone', async (style) => {
    const [one, again, other, tested] = await Promise.all([
      painted(style, 1),
      painted(style, 1),
      painted(style, 2),
      painted(style, 1, 'test'),
    ]);
    expect(again).toEqual(one);
    expect(new Set([one.digest, other.digest, tested.digest]).size).toBe(3);
    expect(one.captions.some((caption) => caption.includes('apple'))).toBe(true);
  });

  it('plain is on white, a lithograph has few colours, a pencil drawing hardly any', async () => {
    const [plain, lithograph, pencil] = await Promise.all(
      (['plain', 'lithograph', 'pencil'] as const).map(async (style) => (await painted(style, 1)).pixels),
    );
    expect([plain![0], plain![4096], plain![8192]]).toEqual([255, 255, 255]);
    expect(spreadOf(pencil!)).toBeLessThan(8);
    expect(spreadOf(lithograph!)).toBeLessThan(64);
    expect(spreadOf(plain!)).toBeGreaterThan(100);
  });
});

describe('the brush filter', () => {
  it('leaves a straight edge and what is even as they are', () => {
    const side = 16;
    const halves = Float32Array.from({ length: 3 * side * side }, (_, i) => (i % side < 8 ? 0.25 : 0.75));
    const smooth = kuwahara(halves, side, 3);
    expect(Math.max(...smooth.map((value, i) => Math.abs(value - halves[i]!)))).toBeLessThan(1e-6);
  });

  it('takes out what is smaller than the brush', () => {
    const side = 16;
    const dot = new Float32Array(3 * side * side);
    for (let channel = 0; channel < 3; channel++) dot[channel * side * side + 8 * side + 8] = 1;
    expect(Math.max(...kuwahara(dot, side, 3))).toBeLessThan(0.1);
  });
});

/** The largest difference of a pixel's channels. */
function spreadOf(pixels: Uint8Array): number {
  const size = pixels.length / 3;
  return Math.max(...pixels.subarray(0, size).map((red, i) => Math.abs(red - pixels[2 * size + i]!)));
}
