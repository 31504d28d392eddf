import { describe, expect, it } from 'vitest';
import { loadMnist, PIXELS } from '../../train/digits/mnist.ts';
import { surenessOf } from './sureness.ts';
import { variety, verdictOf } from './verdict.ts';
import { verdictSection, verdictText } from './verdict-text.ts';

const test = loadMnist('test', 200);
const realism = { frechet: 4.25, halves: 0.5, few: 100, isEven: true, asMany: 1.5 };

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
    const judgement = { read: verdict, realism };
    expect(verdictText(judgement)).toContain('read as asked: 3 of 4 (75.0% +- 21.7)\n');
    expect(verdictText(judgement)).toContain(
      'to the test pictures: 4.25 (between two halves of them: 0.50; 100 of them, as many of each digit, from the others: 1.50; both are means of 5 drawings)',
    );
    expect(verdictSection(judgement, 'manifold judge')).toMatch(/\| 0 \| 50\.0% ± 35\.4 \| 0\.00 \| \d+\.\d\d \|/);
    expect(verdictSection(judgement, 'manifold judge')).toContain('of as many test\npictures.');
  });

  it('says of how many test pictures its variety is where there are fewer than samples', () => {
    const many = { digit: 0, pixels: new Float32Array(50 * PIXELS), read: Array.from({ length: 50 }, () => 0) };
    const { digits, ...read } = verdictOf([many], test);
    expect(digits[0]).toMatchObject({ samples: 50, testPictures: 17 });
    expect(verdictSection({ read: { ...read, digits }, realism }, 'manifold judge')).toContain(
      'of as many test\npictures, or of all there are: 17 of 0.',
    );
  });
});

describe('surenessOf', () => {
  const none = new Float32Array();
  const samples = { digits: [3, 3, 5, 9], confidence: [0.95, 0.5, 0.9, 1], features: none };
  const sureness = surenessOf(samples, { digits: [3, 5], confidence: [0.99, 0.2], features: none });

  it('counts what was read with confidence, beside the test pictures', () => {
    expect(sureness).toMatchObject({ samples: 4, sure: 3, share: 0.75, testShare: 0.5, testPictures: 2 });
    expect(sureness.digits[3]).toEqual({ digit: 3, share: 0.5, testShare: 0.5 });
    expect(sureness.digits[0]).toEqual({ digit: 0, share: 0, testShare: 0 });
  });

  it('can be read in a terminal and in a card', () => {
    const judgement = { read: sureness, realism };
    const summary = 'read with confidence: 3 of 4 (75.0% ± 21.7; of the test pictures 50.0% ± 35.4)';
    expect(verdictText(judgement)).toContain(summary.replaceAll('±', '+-'));
    expect(verdictText(judgement)).toMatch(/^ +9 +25\.0% \+- 21\.7 +0\.0%$/m);
    expect(verdictSection(judgement, 'manifold judge')).toContain(summary);
    expect(verdictSection(judgement, 'manifold judge')).toContain('| 9 | 25.0% ± 21.7 | 0.0% |');
  });
});
