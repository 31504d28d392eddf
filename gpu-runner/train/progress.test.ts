import { expect, it } from 'vitest';
import { advance, duration, progressLine } from './progress.ts';

const report = {
  step: 10,
  steps: 40,
  part: 'epoch 1/4',
  phase: 0,
  batch: 10,
  loss: 1,
  learningRate: 1e-3,
  imagesPerSecond: 10,
  imagesLeft: 300,
};

it('shows where the run is and what is left of it', () => {
  expect(progressLine(advance(undefined, report))).toBe(
    'epoch 1/4 [######                  ]  25%  loss 1.0000  10 images/s  30 s left',
  );
});

it('smooths loss and speed', () => {
  const next = advance(advance(undefined, report), { ...report, loss: 0, imagesPerSecond: 20 });
  expect(next.loss).toBeCloseTo(0.98, 9);
  expect(next.imagesPerSecond).toBeCloseTo(10.2, 9);
});

it('starts over with a new phase, and not with a new epoch', () => {
  const first = advance(undefined, report);
  const [epoch, phase] = [
    { ...report, part: 'epoch 2/4', loss: 0, imagesPerSecond: 0.1 },
    { ...report, phase: 1, loss: 0, imagesPerSecond: 0.1 },
  ].map((next) => advance(first, next));
  expect(epoch).toMatchObject({ loss: 0.98 });
  expect(phase).toMatchObject({ loss: 0, imagesPerSecond: 0.1 });
});

it('says durations as people do', () => {
  expect([42, 600, 7500].map(duration)).toEqual(['42 s', '10 min', '2 h 05 min']);
});
