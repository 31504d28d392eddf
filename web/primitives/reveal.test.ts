import fc from 'fast-check';
import { expect, it } from 'vitest';
import { overshoot } from './reveal.ts';

const span = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 0, max: 300 }));

it('scrolls as little as shows the whole, where there is room for it', () => {
  fc.assert(
    fc.property(span, span, ([from, room], [start, length]) => {
      fc.pre(length <= room);
      const by = overshoot([from, from + room], [start, start + length]);
      const isSeenAfter = (moved: number) => start - moved >= from && start + length - moved <= from + room;
      expect(isSeenAfter(by)).toBe(true);
      if (by !== 0) expect(isSeenAfter(by - Math.sign(by))).toBe(false);
    }),
  );
});

it('shows the beginning of what has no room', () => {
  expect(overshoot([0, 10], [-5, 30])).toBe(-5);
  expect(overshoot([0, 10], [5, 40])).toBe(5);
});
