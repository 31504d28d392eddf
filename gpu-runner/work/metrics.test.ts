import { expect, it } from 'vitest';
import { makeMetrics, measureTraining } from './metrics.ts';
import { TrainingSlot } from './training/slot.ts';

it('tells whether a training is under way', async () => {
  const metrics = makeMetrics();
  const slot = new TrainingSlot();
  measureTraining(metrics, slot);
  const giveBack = slot.take();
  expect(await metrics.registry.metrics()).toContain('manifold_trainings_under_way 1\n');
  giveBack();
  expect(await metrics.registry.metrics()).toContain('manifold_trainings_under_way 0\n');
});
