import { describe, expect, it, vi } from 'vitest';
import { DigitConfig } from './digits/config.ts';
import { digitPlan } from './digits/plan.ts';
import { type StepReport, steps } from './loop.ts';

const plan = digitPlan(
  DigitConfig.parse({
    net: 'mnist-class',
    hidden: 8,
    epochs: 2,
    batch: 10,
    lr: 1e-3,
    limit: 35,
    seed: 0,
    ema: 0,
  }),
);

async function collect(runStep: (index: number) => number, from: number): Promise<StepReport[]> {
  let index = from;
  const reports: StepReport[] = [];
  const run = steps(
    plan,
    async () => runStep(index++),
    () => ({}),
    from,
  );
  for await (const report of run) reports.push(report);
  return reports;
}

describe('steps', () => {
  it('counts steps and epochs and lowers the learning rate by 0.1^(1/epochs) an epoch', async () => {
    const reports = await collect(() => 1, 0);
    expect(reports.map(({ step, part, imagesLeft }) => [step, part, imagesLeft])).toEqual([
      [1, 'epoch 1/2', 50],
      [2, 'epoch 1/2', 40],
      [3, 'epoch 1/2', 30],
      [4, 'epoch 2/2', 20],
      [5, 'epoch 2/2', 10],
      [6, 'epoch 2/2', 0],
    ]);
    expect(reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6].map((step) => step / 3));
    expect(reports[0]!.learningRate).toBe(1e-3);
    expect(reports[5]!.learningRate).toBeCloseTo(1e-3 * Math.sqrt(0.1), 12);
  });

  it('goes on where a run stopped', async () => {
    expect((await collect(() => 1, 4)).map(({ step }) => step)).toEqual([5, 6]);
    expect(await collect(() => 1, 6)).toEqual([]);
  });

  it('waits for the step under way where the next batch cannot be made, and tells of the batch, whatever becomes of the step', async () => {
    const step = Promise.withResolvers<number>();
    const batches = (index: number) => {
      if (index === 0) return {};
      setImmediate(() => step.reject(new Error('the training thread ended')));
      throw new Error('no more pictures');
    };
    const isEnded = vi.fn();
    step.promise.catch(isEnded);
    const run = steps(plan, () => step.promise, batches, 0);
    await expect(run.next()).rejects.toThrow('no more pictures');
    expect(isEnded).toHaveBeenCalled();
  });

  it('stops at the step whose loss is not a number', async () => {
    await expect(collect((index) => (index === 2 ? Number.NaN : 1), 0)).rejects.toThrow(
      'the loss became NaN at step 3',
    );
  });
});
