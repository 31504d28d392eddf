import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, fit, fitPair, multipleFromAfar } from './fit.ts';

const room = fc.record({
  width: fc.integer({ min: 300, max: 2000 }),
  height: fc.integer({ min: 300, max: 1400 }),
  sheets: fc.integer({ min: 1, max: 10 }),
  count: fc.integer({ min: 1, max: 16 }),
  size: fc.constantFrom(28, 64, 256),
});

describe('columnsOf', () => {
  it('is near square with few empty places', () => {
    expect([1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 16].map(columnsOf)).toEqual([1, 2, 3, 2, 3, 3, 4, 3, 5, 4, 4]);
  });
});

describe('fit', () => {
  it('shows pictures at a whole multiple, as wide as the room at most', () => {
    fc.assert(
      fc.property(room, (given) => {
        const { multiple, columns } = fit(given);
        expect(Number.isInteger(multiple) && multiple >= 1 && multiple <= 12).toBe(true);
        if (columns * multiple > 1) expect(columns * given.size * multiple).toBeLessThan(given.width);
      }),
    );
  });

  it('lets many sheets scroll rather than shrink them to nothing', () => {
    expect(fit({ width: 540, height: 460, sheets: 10, count: 1, size: 28 }).multiple).toBe(4);
  });

  describe('of pictures that belong side by side', () => {
    const study = { height: 600, sheets: 1, count: 15, row: 5, size: 28 };

    it('leaves room for the words under each', () => {
      const high = fit({ ...study, width: 2000, height: 500, row: undefined }).multiple;
      expect(fit({ ...study, width: 2000, height: 500 }).multiple).toBeLessThan(high);
    });

    it.each([28, 64, 256])('keeps a row of five whole on a phone, at %i px a side', (size) => {
      for (const width of [288, 328, 358]) {
        const { columns, multiple, row } = fit({ ...study, width, size });
        expect([columns, row]).toEqual([5, 5]);
        expect(multiple * size).toBeGreaterThanOrEqual(44);
        expect(5 * multiple * size + 4 * 6 + 2 * 14).toBeLessThanOrEqual(width);
      }
    });

    it('breaks a longer row into even parts, and tells where the next begins', () => {
      const long = (row: number) => fit({ ...study, width: 288, count: 2 * row, row });
      expect([8, 7, 16].map((row) => [long(row).columns, long(row).row])).toEqual([
        [4, 8],
        [4, 7],
        [4, 16],
      ]);
    });
  });

  it('shows a single digit large', () => {
    expect(fit({ width: 840, height: 600, sheets: 1, count: 1, size: 28 })).toEqual({ multiple: 12, columns: 1 });
    expect(fit({ width: 358, height: 392, sheets: 1, count: 1, size: 28 }).multiple).toBeGreaterThanOrEqual(9);
  });
});

describe('fitPair', () => {
  it('shows both prints as large as they fit side by side', () => {
    const around = { size: 28, between: 120, below: 0, second: (multiple: number) => multiple };
    expect(fitPair({ ...around, width: 700, height: 600 })).toBe(9);
    expect(fitPair({ ...around, width: 700, height: 300 })).toBe(7);
    expect(fitPair({ ...around, width: 358, height: Number.POSITIVE_INFINITY, between: 16 })).toBe(5);
    expect(fitPair({ ...around, width: 700, height: 600, second: () => 2 })).toBe(12);
    expect(fitPair({ ...around, width: 10, height: 10 })).toBe(1);
  });

  it.each([
    [28, [4, 7, 12, 12]],
    [64, [2, 3, 8, 12]],
    [256, [1, 1, 1, 3]],
  ])('shows a picture of %i px beside itself from afar', (size, multiples) => {
    const second = (multiple: number) => multipleFromAfar(size, multiple);
    const around = { size, between: 40, below: 0, height: Number.POSITIVE_INFINITY, second };
    const widths = [288, 358, 688, 1300];
    expect(widths.map((width) => fitPair({ ...around, width }))).toEqual(multiples);
  });
});

describe('multipleFromAfar', () => {
  const sidesOf = (size: number) => [1, 2, 3, 5, 12].map((multiple) => size * multipleFromAfar(size, multiple));

  it('is about a fifth, large enough to be seen and half at most', () => {
    expect(sidesOf(28)).toEqual([14, 28, 28, 56, 56]);
    expect(sidesOf(64)).toEqual([32, 64, 64, 64, 128]);
    expect(sidesOf(256)).toEqual([56, 102, 154, 256, 614]);
  });
});
