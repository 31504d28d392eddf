import { expect, it } from 'vitest';
import { advance, duration, type Progress, progressLine } from './progress.ts';

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

/** What is shown after steps with these losses, of so many seconds a picture. */
const after = (...steps: (readonly [loss: number, seconds: number])[]) =>
  steps.reduce<Progress | undefined>(
    (before, [loss, seconds]) => advance(before, { ...report, loss, imagesPerSecond: 1 / seconds }),
    undefined,
  )!;

it('takes means over the first steps, of times and not of speeds: a slow first one is soon forgotten', () => {
  const shown = after([3, 2], ...Array.from({ length: 19 }, () => [1, 0.1] as const));
  expect(shown.loss).toBeCloseTo((3 + 19) / 20, 9);
  expect(shown.secondsPerImage).toBeCloseTo((2 + 1.9) / 20, 9);
  expect(progressLine(shown)).toContain('5 images/s  58 s left');
});

it('smooths loss and speed over fifty steps from then on', () => {
  const even = Array.from({ length: 200 }, () => [1, 0.1] as const);
  const shown = after(...even, [0, 0.2]);
  expect(shown.loss).toBeCloseTo(0.98, 9);
  expect(shown.secondsPerImage).toBeCloseTo(0.102, 9);
});

it('starts over with a new phase, and not with a new epoch', () => {
  const first = advance(undefined, report);
  const [epoch, phase] = [
    { ...report, part: 'epoch 2/4', loss: 0, imagesPerSecond: 0.1 },
    { ...report, phase: 1, loss: 0, imagesPerSecond: 0.1 },
  ].map((next) => advance(first, next));
  expect(epoch).toMatchObject({ loss: 0.5, count: 2 });
  expect(phase).toMatchObject({ loss: 0, secondsPerImage: 10 });
});

it('says durations as people do', () => {
  expect([42, 600, 7500].map(duration)).toEqual(['42 s', '10 min', '2 h 05 min']);
});
