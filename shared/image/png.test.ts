import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.ts';
import { addText, PngError, readText, recipeKeyword } from './png.ts';

/** A grey picture of 1 x 1 pixels. */
const png = Uint8Array.from(
  atob(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAACklEQVQImWPwBQAATwBO1VXBuwAAAABJRU5ErkJggg==',
  ),
  (character) => character.charCodeAt(0),
);
const anyText = fc.string({ unit: 'binary' });

describe('addText and readText', () => {
  it('give any text back', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(readText(addText(png, recipeKeyword, text), recipeKeyword)).toBe(text);
      }),
    );
  });

  it('leave every other chunk as it is', () => {
    const added = addText(png, recipeKeyword, 'text');
    const pixels = String.fromCharCode(...png).indexOf('IDAT') - 4;
    expect(added.slice(0, pixels)).toEqual(png.slice(0, pixels));
    expect(added.slice(pixels - png.length)).toEqual(png.slice(pixels));
  });

  it('keep texts of different keywords apart', () => {
    const both = addText(addText(png, 'one', '1'), 'one more', '2');
    expect([readText(both, 'one'), readText(both, 'one more'), readText(both, 'more')]).toEqual(['1', '2', undefined]);
  });

  it('refuse a PNG that is cut anywhere', () => {
    const added = addText(png, recipeKeyword, '{}');
    for (let length = 0; length < added.length; length++) {
      expect(() => readText(added.subarray(0, length), recipeKeyword)).toThrow(PngError);
    }
  });

  it('refuse a PNG with any bit of a chunk changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: png.length - 1 }), fc.nat(7), (at, bit) => {
        const broken = Uint8Array.from(png);
        broken[at]! ^= 1 << bit;
        expect(() => addText(broken, recipeKeyword, '')).toThrow(PngError);
      }),
    );
  });

  it.each(['', ' leading', 'trailing ', 'grüß', 'a\0b', 'x'.repeat(80)])('refuse the keyword "%s"', (keyword) => {
    expect(() => addText(png, keyword, '')).toThrow(PngError);
  });
});

describe('crc32', () => {
  it('has the check value of CRC-32/ISO-HDLC', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });
});
