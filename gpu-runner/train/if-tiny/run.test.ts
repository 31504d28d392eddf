import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../checkpoint.ts';
import { costOf, phaseAt, totalSteps } from '../course.ts';
import { readMetrics } from '../metrics.ts';
import { metricsPath, train } from '../trainer.ts';
import { Watcher } from '../watch/watcher.ts';
import { tinyBatches } from './batches.ts';
import { discs, tinyDiscs, words } from './discs.fixture.ts';
import { forgets, TinyConfig, tinyCourse } from './run.ts';
import { tinyShow } from './show.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-tiny-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const batches = tinyBatches(tinyDiscs, discs(6), words);

async function trainTo(name: string, until: number, checkpoint?: Checkpoint): Promise<Checkpoint> {
  const target = join(directory, name);
  const stop = new AbortController();
  const options = { config: tinyDiscs, directory: target, batches, threads: 1, signal: stop.signal };
  for await (const event of train(checkpoint ? { ...options, checkpoint } : options)) {
    if (event.kind === 'step' && event.report.step === until) stop.abort();
  }
  return (await loadCheckpoint(target)).checkpoint;
}

describe('a run of if-tiny', () => {
  it('goes through its phases on the same weights, and resumes within and between them byte for byte', async () => {
    const straight = await trainTo('straight', 4);
    expect(straight.step).toBe(4);
    const first = await trainTo('stopped', 1);
    const second = await trainTo('stopped', 2, first);
    expect([first.step, second.step]).toEqual([1, 2]);
    expect(await trainTo('stopped', 4, second)).toEqual(straight);
    const record = readMetrics(metricsPath(join(directory, 'stopped')));
    expect(record.map(({ step, batch }) => [step, batch])).toEqual([
      [1, 4],
      [2, 4],
      [3, 2],
      [4, 2],
    ]);
    const wholeAtOnce = { ...tinyDiscs, sizes: '16:4:2' };
    expect([forgets(tinyDiscs, second.state), forgets(wholeAtOnce, straight.state)]).toEqual([false, false]);
    expect(forgets(tinyDiscs, straight.state)).toBe(true);
  }, 300_000);

  it('draws what is asked for in the size of the phase', async () => {
    const show = tinyShow(tinyDiscs, words);
    const watcher = new Watcher({ config: tinyDiscs, directory, steps: 2, threads: 1, show });
    const shown: string[] = [];
    const signal = new AbortController().signal;
    for await (const event of train({ config: tinyDiscs, directory, batches, threads: 1, signal, watcher })) {
      if (event.kind === 'shown') shown.push(...event.files);
    }
    expect(shown[0]).toBe('samples/pictures-00000004.png');
    expect(shown.at(-1)).toBe('samples/pictures-00000012.png');
    const { width, height } = await sharp(join(directory, shown.at(-1)!)).metadata();
    expect([width > 300, height > 300]).toEqual([true, true]);
  }, 300_000);
});

describe('the course of a run', () => {
  const course = tinyCourse({ ...tinyDiscs, sizes: '16:1000:10,64:500:5' });

  it('has as many steps as the pictures of each phase take', () => {
    expect(totalSteps(course)).toBe(200);
    expect([phaseAt(course, 99).number, phaseAt(course, 100).number, phaseAt(course, 200).number]).toEqual([0, 1, 1]);
    expect(costOf(course, 200)).toBeCloseTo(1000 * 0.25 ** 0.6 + 500, 6);
  });

  it('warms up, and ends at a twentieth of the learning rate', () => {
    expect(course.learningRate(0)).toBeLessThan(tinyDiscs.lr / 90);
    expect(course.learningRate(99)).toBeGreaterThan(tinyDiscs.lr * 0.4);
    expect(course.learningRate(100)).toBeLessThan(tinyDiscs.lr / 90);
    expect(course.learningRate(199) / tinyDiscs.lr).toBeCloseTo(0.05, 2);
  });

  it('is looked at six times a phase, and at the end of each', () => {
    const milestones = Array.from({ length: 200 }, (_, i) => i + 1).filter(course.mileage.isMilestone);
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
