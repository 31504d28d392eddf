import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chartWords, lossChart, margin } from './loss-chart.ts';

const losses = fc.array(fc.double({ min: 1e-6, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 });

it('a chart keeps every point and every mark on its sheet', () => {
  fc.assert(
    fc.property(losses, fc.integer({ min: 40, max: 20_000 }), (values, of) => {
      const curve = values.map((loss, i) => ({ step: i + 1, loss }));
      const { path, losses: rows, steps } = lossChart(curve, of, 600, 260);
      const points = path
        .slice(1)
        .split('L')
        .map((point) => point.split(' ').map(Number) as [number, number]);
      expect(points).toHaveLength(values.length);
      for (const x of [...points.map(([at]) => at), ...steps.map(({ at }) => at)]) {
        expect(x).toBeGreaterThanOrEqual(margin.left - 0.1);
        expect(x).toBeLessThanOrEqual(600 - margin.right + 0.1);
      }
      for (const y of [...points.map(([, at]) => at), ...rows.map(({ at }) => at)]) {
        expect(y).toBeGreaterThanOrEqual(margin.top - 0.1);
        expect(y).toBeLessThanOrEqual(260 - margin.bottom + 0.1);
      }
      expect(steps.length).toBeLessThanOrEqual(6);
    }),
  );
});

it('a curve is told in words as well', () => {
  expect(chartWords([])).toBe('No loss is known yet.');
  const curve = [
    { step: 1, loss: 1.14 },
    { step: 96, loss: 0.0312 },
  ];
  expect(chartWords(curve)).toBe('The loss went from 1.14 at step 1 to 0.0312 at step 96.');
});
