import { describe, expect, it } from 'vitest';
import { zeros } from '../../tensor/tensor.ts';
import { studySheet, wrapped } from './study-sheet.ts';

describe('wrapped', () => {
  it.each([
    ['original', ['original']],
    ['denoised, sigma = 0.5', ['denoised, sigma = 0.5']],
    ['denoised, sigma = 0.25', ['denoised, sigma =', '0.25']],
    ['t = 100, sigma 0.5 of a long list', ['t = 100, sigma 0.5 of', 'a long list']],
    ['x'.repeat(50), ['x'.repeat(21), 'x'.repeat(21), 'x'.repeat(8)]],
    ['', ['']],
  ])('breaks %j between words', (text, lines) => {
    expect(wrapped(text, 21)).toEqual(lines);
  });
});

describe('studySheet', () => {
  it('is a line higher where a label takes two, and has ink on both', () => {
    const heightOf = (label: string) => studySheet(zeros([1, 1, 28, 28]), [[{ label }]], [0, 1]).dims[2]!;
    expect(heightOf('denoised, sigma = 0.25') - heightOf('denoised, sigma = 0.5')).toBe(20);
    const { dims, data } = studySheet(zeros([1, 1, 28, 28]), [[{ label: 'denoised, sigma = 0.25' }]], [0, 1]);
    const below = (12 + 9 * 28) * dims[3]!;
    const inked = (line: number) =>
      data.subarray(below + line * 20 * dims[3]!, below + (line + 1) * 20 * dims[3]!).includes(0);
    expect([inked(0), inked(1)]).toEqual([true, true]);
  });
});
