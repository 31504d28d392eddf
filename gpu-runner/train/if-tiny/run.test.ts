import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../checkpoint.ts';
import { readMetrics } from '../metrics-file.ts';
import { costOf, phaseAt, totalSteps } from '../plan.ts';
import { metricsPath, type TrainOptions, train } from '../trainer.ts';
import { Watcher } from '../watch/watcher.ts';
import { tinyBatches } from './batches.ts';
import { discs, tinyDiscs, words } from './discs.fixture.ts';
import { forgets, TinyConfig, tinyPlan } from './run.ts';
import { tinyShow } from './show.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-tiny-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const batches = tinyBatches(tinyDiscs, discs(6), words);

interface Trained {
  /** As it was saved after each step, every one of which is a milestone. */
  readonly checkpoints: readonly Checkpoint[];
  readonly shown: readonly string[];
}

/** Trains to the end, or to step `until` as if stopped there. */
async function trainTo(
  name: string,
  means: Partial<Pick<TrainOptions, 'checkpoint' | 'watcher'>>,
  until?: number,
): Promise<Trained> {
  const target = join(directory, name);
  const stop = new AbortController();
  const options = { config: tinyDiscs, directory: target, batches, threads: 1, signal: stop.signal };
  const [checkpoints, shown]: [Checkpoint[], string[]] = [[], []];
  for await (const event of train({ ...options, ...means })) {
    if (event.kind === 'step' && event.report.step === until) stop.abort();
    if (event.kind === 'saved') checkpoints.push((await loadCheckpoint(target)).checkpoint);
    if (event.kind === 'shown') shown.push(...event.files);
  }
  return { checkpoints, shown };
}

describe('a run of if-tiny', () => {
  it('goes through its phases on the same weights, draws in the size of each, and resumes within and between them byte for byte', async () => {
    const straight = join(directory, 'straight');
    const show = tinyShow(tinyDiscs, words);
    const watcher = new Watcher({ config: tinyDiscs, directory: straight, steps: 2, threads: 1, show });
    const { checkpoints, shown } = await trainTo('straight', { watcher });
    expect(checkpoints.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    const [first, second, third, last] = checkpoints as [Checkpoint, Checkpoint, Checkpoint, Checkpoint];
    // The optimiser counts anew in each phase.
    expect(checkpoints.map(({ state }) => state.step!.data[0])).toEqual([1, 2, 1, 2]);
    // Within the first phase, by a signal; then between both, to the end.
    expect((await trainTo('stopped', { checkpoint: first }, 2)).checkpoints).toEqual([second]);
    expect((await trainTo('stopped', { checkpoint: second })).checkpoints).toEqual([third, last]);
    const record = readMetrics(metricsPath(join(directory, 'stopped')));
    expect(record.map(({ step, batch }) => [step, batch])).toEqual([
      [2, 4],
      [3, 2],
      [4, 2],
    ]);
    const wholeAtOnce = { ...tinyDiscs, sizes: '16:4:2' };
    expect([forgets(tinyDiscs, second.state), forgets(wholeAtOnce, last.state)]).toEqual([false, false]);
    expect(forgets(tinyDiscs, last.state)).toBe(true);

    expect([shown[0], shown.at(-1)]).toEqual(['samples/pictures-00000004.png', 'samples/pictures-00000012.png']);
    const { width, height } = await sharp(join(straight, shown.at(-1)!)).metadata();
    expect([width > 300, height > 300]).toEqual([true, true]);
  }, 300_000);
});

describe('the plan of a run', () => {
  const plan = tinyPlan({ ...tinyDiscs, sizes: '16:1000:10,64:500:5' });

  it('has as many steps as the pictures of each phase take', () => {
    expect(totalSteps(plan)).toBe(200);
    expect([phaseAt(plan, 99).number, phaseAt(plan, 100).number, phaseAt(plan, 200).number]).toEqual([0, 1, 1]);
    expect(costOf(plan, 200)).toBeCloseTo(1000 * 0.25 ** 0.6 + 500, 6);
  });

  it('warms up, and ends at a twentieth of the learning rate', () => {
    expect(plan.learningRate(0)).toBeLessThan(tinyDiscs.lr / 90);
    expect(plan.learningRate(99)).toBeGreaterThan(tinyDiscs.lr * 0.4);
    expect(plan.learningRate(100)).toBeLessThan(tinyDiscs.lr / 90);
    expect(plan.learningRate(199) / tinyDiscs.lr).toBeCloseTo(0.05, 2);
  });

  it('is looked at six times a phase, and at the end of each', () => {
    const milestones = Array.from({ length: 200 }, (_, i) => i + 1).filter(plan.mileage.isMilestone);
    expect(milestones).toHaveLength(12);
    expect(milestones).toContain(100);
    expect(milestones.at(-1)).toBe(200);
  });
});

it.each([
  ['6:8:4,16:4:2', /halved/],
  ['32:8:4,16:4:2', /halved/],
  ['16:0:2', /none of them 0/],
  ['16:4:0', /none of them 0/],
])('sizes of %s are refused', (sizes, mend) => {
  const { error } = TinyConfig.safeParse({ ...tinyDiscs, sizes });
  expect(error!.issues).toMatchObject([{ path: ['sizes'], message: expect.stringMatching(mend) }]);
});
