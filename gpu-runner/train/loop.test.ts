import { describe, expect, it } from 'vitest';
import { type StepReport, steps } from './loop.ts';
import { learningRate, type RunConfig } from './run.ts';

const config: RunConfig = { net: 'mnist-class', hidden: 8, epochs: 2, batch: 10, lr: 1e-3, limit: 35, seed: 0, ema: 0 };

async function collect(runStep: (index: number) => number, from: number): Promise<StepReport[]> {
  let index = from;
  const reports: StepReport[] = [];
  for await (const report of steps(
    config,
    async () => runStep(index++),
    { batches: () => ({}), learningRate: (epoch) => learningRate(config, 0.1, epoch) },
    from,
  ))
    reports.push(report);
  return reports;
}

describe('steps', () => {
  it('counts steps and epochs and lowers the learning rate by 0.1^(1/epochs) an epoch', async () => {
    const reports = await collect(() => 1, 0);
    expect(reports.map(({ step, epoch }) => [step, epoch])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 1],
      [5, 1],
      [6, 1],
    ]);
    expect(reports[0]!.learningRate).toBe(1e-3);
    expect(reports[5]!.learningRate).toBeCloseTo(1e-3 * Math.sqrt(0.1), 12);
  });

  it('goes on where a run stopped', async () => {
    expect((await collect(() => 1, 4)).map(({ step }) => step)).toEqual([5, 6]);
    expect(await collect(() => 1, 6)).toEqual([]);
  });

  it('stops at the step whose loss is not a number', async () => {
    await expect(collect((index) => (index === 2 ? Number.NaN : 1), 0)).rejects.toThrow(
      'the loss became NaN at step 3',
    );
  });
});
