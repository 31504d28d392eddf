import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyView, inverseOf, paperViews } from './view.ts';

const picture = fc.integer({ min: 1, max: 9 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    pixels: fc.uint32Array({ minLength: size * size, maxLength: size * size }),
  }),
);

describe('applyView', () => {
  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(picture, fc.constantFrom(...paperViews), ({ size, pixels }, view) => {
        expect(applyView(applyView(pixels, size, view), size, inverseOf(view))).toEqual(pixels);
        expect(applyView(applyView(pixels, size, inverseOf(view)), size, view)).toEqual(pixels);
      }),
    );
  });

  it('turns as its name says', () => {
    const seen = paperViews.map((view) => [view, [...applyView(Uint32Array.of(1, 2, 3, 4), 2, view)]]);
    expect(Object.fromEntries(seen)).toEqual({
      flip: [3, 4, 1, 2],
      'rotate-180': [4, 3, 2, 1],
      'rotate-cw': [3, 1, 4, 2],
      'rotate-ccw': [2, 4, 1, 3],
    });
  });
});
