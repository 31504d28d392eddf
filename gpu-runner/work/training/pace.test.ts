import { trainingOf } from '@manifold/shared/recipe/technique/train';
import { beforeEach, describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

const training = trainingOf({ technique: 'train', net: 'mnist-class', hidden: 2, epochs: 2, limit: 16, batch: 8 });

describe('Pace', () => {
  let pace: Pace;
  /** Takes steps with these losses. */
  const learn = (...losses: number[]) => {
    for (const loss of losses) pace.step({ step: 1, steps: 4, epoch: 0, loss, learningRate: 1e-3, imagesPerSecond: 9 });
  };
  const told = () => pace.progress()?.loss;

  beforeEach(() => {
    pace = new Pace(training);
  });

  it('tells the mean of the losses since it was last heard', () => {
    expect(told()).toBeUndefined();
    learn(4, 2);
    expect(told()).toBe(3);
    learn(9);
    expect(told()).toBe(5);
    pace.heard();
    learn(1);
    expect(told()).toBe(1);
  });

  it('leaves out no step that is taken while a post is on its way', () => {
    learn(4, 2);
    told();
    learn(7);
    pace.heard();
    learn(9);
    expect(told()).toBe(8);
  });

  it('tells the speed of the first steps by the time that all of them took, and then of about twenty', () => {
    const step = { step: 1, steps: 4, epoch: 0, loss: 1, learningRate: 1e-3 };
    pace.step({ ...step, imagesPerSecond: 1 });
    for (let i = 0; i < 9; i++) pace.step({ ...step, imagesPerSecond: 10 });
    expect(pace.progress()!.secondsLeft).toBeCloseTo((3 * 8 * 1.9) / 10, 9);
    expect(pace.progress()!.imagesPerSecond).toBeCloseTo(10 / 1.9, 9);
    for (let i = 0; i < 500; i++) pace.step({ ...step, imagesPerSecond: 10 });
    pace.step({ ...step, imagesPerSecond: 5 });
    expect(pace.progress()!.secondsLeft).toBeCloseTo(3 * 8 * 0.105, 6);
  });

  it('repeats the last point while no step is taken', () => {
    learn(4, 2);
    told();
    pace.heard();
    expect([told(), pace.heard(), told()]).toEqual([3, undefined, 3]);
  });
});
