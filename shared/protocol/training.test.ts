import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Curve, withPoint } from './training.ts';

const point = fc.record({ step: fc.integer({ min: 1, max: 2000 }), loss: fc.double({ min: 0, max: 9, noNaN: true }) });

it('a curve stays a curve, in order, whatever steps are told, and ends with the point told last', () => {
  fc.assert(
    fc.property(fc.array(point, { maxLength: 50 }), (points) => {
      const curve = points.reduce(withPoint, [] as Curve);
      const steps = Curve.parse(curve).map(({ step }) => step);
      expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
      expect(curve.at(-1)).toEqual(points.at(-1));
    }),
  );
});

it('a long curve is told by means of its steps, its first and last steps among them', () => {
  const curve = Array.from({ length: 5000 }, (_, i) => ({ step: i + 1, loss: i })).reduce(withPoint, [] as Curve);
  expect(curve.length).toBeLessThanOrEqual(512);
  expect(curve.at(-1)!.step).toBe(5000);
  for (const { step, loss } of curve) expect(Math.abs(loss - (step - 1))).toBeLessThan(curve[0]!.step + 16);
});
