import { describe, expect, it } from 'vitest';
import { loadMnist, PIXELS } from './dataset.ts';
import { variety, verdictOf } from './verdict.ts';
import { verdictSection, verdictText } from './verdict-text.ts';

const test = loadMnist('test', 200);

describe('variety', () => {
  it('is the mean distance over all pairs', () => {
    const pixels = new Float32Array(3 * PIXELS);
    pixels[0] = 3;
    pixels[PIXELS + 1] = 4;
    expect(variety(pixels)).toBeCloseTo((5 + 3 + 4) / 3, 6);
  });

  it('is nothing of equal pictures, and not known of one', () => {
    expect(variety(new Float32Array(2 * PIXELS))).toBe(0);
    expect(variety(new Float32Array(PIXELS))).toBeNull();
  });
});

describe('verdictOf', () => {
  const readings = [
    { digit: 0, pixels: new Float32Array(2 * PIXELS), read: [0, 6] },
    { digit: 1, pixels: new Float32Array(2 * PIXELS), read: [1, 1] },
  ];
  const verdict = verdictOf(readings, test);

  it('counts what was read as asked, in all and by digit', () => {
    expect(verdict).toMatchObject({ samples: 4, readAsAsked: 3, share: 0.75 });
    expect(verdict.digits.map(({ readAsAsked }) => readAsAsked)).toEqual([1, 2]);
  });

  it('measures variety beside that of the test pictures', () => {
    expect(verdict.digits[0]!.variety).toBe(0);
    expect(verdict.digits[0]!.testVariety).toBeGreaterThan(1);
  });

  it('can be read in a terminal and in a card', () => {
    expect(verdictText(verdict)).toContain('read as asked: 3 of 4 (75.0%)');
    expect(verdictSection(verdict, 'manifold judge')).toMatch(/\| 0 \| 50\.0% \| 0\.00 \| \d+\.\d\d \|/);
  });
});
