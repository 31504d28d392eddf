import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Curve, withPoint } from './training.ts';

const point = fc.record({ step: fc.integer({ min: 1, max: 2000 }), loss: fc.double({ min: 0, max: 9, noNaN: true }) });

/** The curve of a training of `of` steps after these points. */
function curveOf(points: Curve, of: number, start: Curve = []): Curve {
  return points.reduce((curve, one) => withPoint(curve, one, of), start);
}

/** The points of the steps from `first` to `last`, each with its number as the loss. */
function steps(first: number, last: number): Curve {
  return Array.from({ length: last - first + 1 }, (_, i) => ({ step: first + i, loss: first + i }));
}

it('a curve stays a curve, in order, whatever steps are told, and ends at the step told last', () => {
  fc.assert(
    fc.property(fc.array(point, { maxLength: 50 }), (points) => {
      const curve = curveOf(points, 2000);
      const steps = Curve.parse(curve).map(({ step }) => step);
      expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
      expect(curve.at(-1)?.step).toBe(points.at(-1)?.step);
    }),
  );
});

it('a curve of few steps has them all', () => {
  expect(curveOf(steps(1, 512), 512)).toEqual(steps(1, 512));
});

it.each([513, 5000, 9360])(
  'a long curve lies evenly over all its steps, each point the mean of its stretch: %i',
  (of) => {
    const curve = curveOf(steps(1, of), of);
    expect(curve.length).toBeLessThanOrEqual(512);
    expect(curve.at(-1)!.step).toBe(of);
    for (const [i, { step, loss }] of curve.entries()) {
      const before = curve[i - 1]?.step ?? 0;
      expect(step - before).toBeLessThanOrEqual(Math.ceil(of / 512));
      expect(loss).toBeCloseTo((before + 1 + step) / 2, 6);
    }
  },
);

it('a step that is told again changes nothing, and one that is gone over takes the place of those after it', () => {
  const curve = curveOf(steps(1, 2000), 2000);
  expect(withPoint(curve, { step: 2000, loss: 9 }, 2000)).toEqual(curve);
  const back = withPoint(curve, { step: 1001, loss: 9 }, 2000);
  expect(back.at(-1)).toEqual({ step: 1001, loss: 9 });
  expect(back.slice(0, -1)).toEqual(curve.filter(({ step }) => step < 1001));
});

it('a curve that was kept with many points in a stretch goes on, and stays as short', () => {
  const kept = [{ step: 7168, loss: 3584 }, ...steps(8850, 9360)];
  expect(kept).toHaveLength(512);
  const curve = Curve.parse(curveOf(steps(9361, 20_000), 20_000, kept));
  expect([curve[0], curve.at(-1)!.step]).toEqual([kept[0], 20_000]);
});
