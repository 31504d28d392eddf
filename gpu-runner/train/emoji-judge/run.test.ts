import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from '../checkpoint.ts';
import { loadPictures } from '../dataset/dataset.ts';
import { unknownText } from '../dataset/held-out.ts';
import { writePictures } from '../dataset/write.ts';
import { exportRun } from '../export.ts';
import { historyIn, historyOf, writeHistory } from '../history.ts';
import { discs } from '../if-tiny/discs.fixture.ts';
import { train } from '../trainer.ts';
import { ACCURACY_FILE, measureJudge } from './accuracy.ts';
import { judgeFeeds } from './batches.ts';
import { judgeDiscs } from './judge.fixture.ts';
import { openJudge } from './judge.ts';
import { describeLabels, judgePlan } from './run.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-judge-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const data = discs(6, 64);
const batches = judgeFeeds(judgeDiscs, data);

async function trainTo(name: string, until: number, checkpoint?: Checkpoint): Promise<Checkpoint> {
  const target = join(directory, name);
  const stop = new AbortController();
  const options = { config: judgeDiscs, directory: target, batches, threads: 1, signal: stop.signal };
  for await (const event of train(checkpoint ? { ...options, checkpoint } : options)) {
    if (event.kind === 'step' && event.report.step === until) stop.abort();
  }
  return (await loadCheckpoint(target)).checkpoint;
}

describe('a run of the judge of pictures', () => {
  it('resumes as if it had never stopped, byte for byte', async () => {
    const straight = await trainTo('straight', 6);
    const half = await trainTo('stopped', 2);
    expect([straight.step, half.step]).toEqual([6, 2]);
    expect(await trainTo('stopped', 6, half)).toEqual(straight);
  });

  it('warms up, and ends near a hundredth of the learning rate', () => {
    const long = judgePlan({ ...judgeDiscs, epochs: 1000 });
    expect(long.learningRate(0)).toBeCloseTo(judgeDiscs.lr / 200, 9);
    expect(long.learningRate(199) / judgeDiscs.lr).toBeGreaterThan(0.9);
    expect(long.learningRate(2999) / judgeDiscs.lr).toBeCloseTo(0.01, 3);
  });

  it('is told the names that occur', () => {
    expect(describeLabels(data)).toEqual({ things: 'disc', styles: 'blue,red', digest: 'discs' });
  });

  it('becomes a judge of its names, in half precision, with a card that has what was measured', async () => {
    await trainTo('run', 6);
    const run = join(directory, 'run');
    writeFileSync(join(run, 'dataset.json'), JSON.stringify(manifest));
    const shares = { pictures: 6, top1: 0.875, top5: 1, style: 1 };
    const set = { count: 9, size: 64, seed: 2, split: 'test' };
    const accuracy = { ...shares, byStyle: [{ name: 'red', ...shares }], digest: 'other discs', set };
    writeFileSync(join(run, ACCURACY_FILE), JSON.stringify({ ...accuracy, step: 5 }));
    mkdirSync(join(run, 'bundle'));
    expect(await exportRun(run, join(run, 'bundle'))).toBe(
      `${join(run, 'bundle')}: 6 steps\naccuracy.json is of step 5, not 6, and is left out: measure again`,
    );
    writeFileSync(join(run, ACCURACY_FILE), JSON.stringify({ ...accuracy, step: 6 }));
    expect(await exportRun(run, join(run, 'bundle'))).toContain('reads 87.5% of the test pictures');

    const judge = await openJudge(join(run, 'bundle'));
    const { image } = batches(0);
    const { things, styles, features } = await judge.read(image!);
    expect(judge.labels).toEqual({ things: ['disc'], styles: ['blue', 'red'] });
    expect([things.dims, styles.dims, features.dims]).toEqual([
      [2, 1],
      [2, 2],
      [2, 16],
    ]);
    await judge.release();
    const card = readFileSync(join(run, 'bundle', 'README.md'), 'utf8');
    expect(card).toMatch(/^---\nlicense: mit\n---\n\n# emoji-judge: /);
    expect(card).toContain('| red | 6 | 87.5% | 100.0% | 100.0% |');
    expect(card).toContain('    manifold dataset emoji --split test --count 9 --size 64 --seed 2 --out TEST\n');
  });
});

const atRest = async (run: string) => ({ directory: run, ...(await loadCheckpoint(run)) });

it('is not measured on pictures that it was trained on, be there fewer of them', async () => {
  const [pictures, set] = [join(directory, 'pictures'), { count: 2, size: 64, seed: 1, split: 'train' } as const];
  await writePictures(pictures, set, () => {}, new AbortController().signal);
  await saveCheckpoint(directory, { config: judgeDiscs, step: 6, state: {} });
  writeFileSync(join(directory, 'dataset.json'), JSON.stringify({ ...manifest, seed: 1 }));
  const { signal } = new AbortController();
  await expect(measureJudge(await atRest(directory), pictures, { signal })).rejects.toThrow(
    'was trained on these very pictures',
  );
});

it('is not measured on what a run that it began with was trained on, and says of which that is not known', async () => {
  const [pictures, set] = [join(directory, 'pictures'), { count: 4, size: 64, seed: 1, split: 'test' } as const];
  await writePictures(pictures, set, () => {}, new AbortController().signal);
  await trainTo('before', 1);
  const [before, run] = [join(directory, 'before'), join(directory, 'run')];
  writeFileSync(join(before, 'dataset.json'), JSON.stringify({ ...manifest, seed: 1, split: 'test' }));
  await trainTo('run', 1);
  writeFileSync(join(run, 'dataset.json'), JSON.stringify(manifest));
  const laps = await historyOf(before, (await loadCheckpoint(before)).checkpoint);
  await writeHistory(run, laps);
  const { signal } = new AbortController();
  const refusal = `${run} began with a run that was trained on these very pictures`;
  await expect(measureJudge(await atRest(run), pictures, { signal })).rejects.toThrow(refusal);
  expect(unknownText(await historyIn(run))).toBeUndefined();
  const { data: _, ...older } = laps[0]!;
  await writeHistory(run, [older]);
  await measureJudge(await atRest(run), pictures, { signal });
  mkdirSync(join(run, 'bundle'));
  await exportRun(run, join(run, 'bundle'));
  expect(readFileSync(join(run, 'bundle', 'README.md'), 'utf8')).toContain(
    '`; it is not known which pictures 1 of the runs before it learnt from.\n',
  );
});

it('is measured on all pictures of one thing in a set, until it is interrupted', async () => {
  const [pictures, set] = [join(directory, 'pictures'), { count: 150, size: 64, seed: 1, split: 'test' } as const];
  await writePictures(pictures, set, () => {}, new AbortController().signal);
  await trainTo('run', 1);
  const run = join(directory, 'run');
  writeFileSync(join(run, 'dataset.json'), JSON.stringify(manifest));
  const { things } = await loadPictures(pictures);
  const single = things.filter((names) => names.length === 1).length;
  expect(single).toBeGreaterThan(100);
  const { signal } = new AbortController();
  expect(await measureJudge(await atRest(run), pictures, { signal })).toMatchObject({ pictures: single, set });
  const why = new Error('interrupted');
  await expect(measureJudge(await atRest(run), pictures, { signal: AbortSignal.abort(why) })).rejects.toBe(why);
});

const manifest = {
  count: 6,
  size: 64,
  seed: 0,
  split: 'train',
  sources: [{ name: 'discs', version: '1.0.0', licence: 'MIT' }],
  sha256: { pictures: '', captions: '' },
};
