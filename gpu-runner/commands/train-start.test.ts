import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tensor } from '../tensor/tensor.ts';
import { saveCheckpoint } from '../train/checkpoint.ts';
import { describeLarge } from '../train/data.ts';
import { writePictures } from '../train/dataset/write.ts';
import { DIGIT_DEFAULTS } from '../train/digits/config.ts';
import { digitNet } from '../train/digits/nets.ts';
import { exportRun } from '../train/export.ts';
import { historyIn, historyOf } from '../train/history.ts';
import { createTrainStep } from '../train/step.ts';
import { shellWord } from './shell-word.ts';
import { command } from './train.ts';
import { startingPoint } from './train-start.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-train-start-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const config = { net: 'mnist-time', ...DIGIT_DEFAULTS['mnist-time'], hidden: 4, limit: 8, batch: 8 } as const;

/** Runs the command until just before its first step. */
async function started(...argv: string[]): Promise<void> {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await command.run(argv, AbortSignal.abort()).finally(() => written.mockRestore());
}

it('remembers the run or bundle that one began with, and forgets one that it did not begin with after all', async () => {
  const [before, run] = [join(directory, 'before'), join(directory, 'run')];
  await started('mnist-time', '--out', before);
  const step = await createTrainStep(digitNet(config), { batch: 8, seed: 0, ema: 0.9, threads: 1 });
  await saveCheckpoint(before, { config, step: 3, state: step.save() });
  const same = ['mnist-time', '--limit', '8', '--out', run];
  await started(...same, '--hidden', '4', '--from', before);
  expect(await historyIn(run)).toMatchObject([{ epochs: config.epochs, limit: 8, pictures: 24 }]);
  await expect(started(...same, '--hidden', '8', '--from', before)).rejects.toThrow('--hidden: ');
  await started(...same);
  expect(existsSync(join(run, 'history.json'))).toBe(false);
  const bundle = join(directory, 'bundle');
  await exportRun(before, bundle);
  await started(...same, '--hidden', '4', '--from', bundle);
  expect(await historyIn(run)).toMatchObject([{ epochs: config.epochs, limit: 8, pictures: 24 }]);
  await expect(started(...same, '--hidden', '8', '--from', bundle)).rejects.toThrow('--hidden: ');
});

it('begins with a run as it is, and not with its averages, where its bundle lies in the same folder', async () => {
  const before = join(directory, 'before');
  await started('mnist-time', '--out', before);
  const step = await createTrainStep(digitNet(config), { batch: 8, seed: 0, ema: 0.9, threads: 1 });
  const state = { ...step.save(), 'ema.final.bias': tensor([1], Float32Array.of(9)) };
  await saveCheckpoint(before, { config, step: 3, state });
  await exportRun(before, join(directory, 'bundle'));
  cpSync(join(directory, 'bundle'), before, { recursive: true });
  const start = await startingPoint(join(directory, 'run'), { from: before }, config);
  expect(start).toEqual({ config, step: 0, state });
});

it('begins anew over a run that has taken no step, and over no other', async () => {
  const step = await createTrainStep(digitNet(config), { batch: 8, seed: 0, ema: 0.9, threads: 1 });
  await saveCheckpoint(directory, { config, step: 0, state: step.save() });
  expect(await startingPoint(directory, {}, { ...config, batch: 4 })).toBeUndefined();
  await saveCheckpoint(directory, { config, step: 1, state: step.save() });
  await expect(startingPoint(directory, {}, config)).rejects.toThrow('holds a run: go on with --resume');
});

it('does not begin with what was learnt over another number of timesteps', async () => {
  const step = await createTrainStep(digitNet(config), { batch: 8, seed: 0, ema: 0.9, threads: 1 });
  await saveCheckpoint(directory, { config, step: 1, state: step.save() });
  await expect(
    startingPoint(join(directory, 'run'), { from: directory }, { ...config, timesteps: 100 }),
  ).rejects.toThrow(/^--timesteps: .* was trained on 300, not 100/);
});

it('tells in one line what is wrong in the history of what a run is to begin with', async () => {
  const path = join(directory, 'history.json');
  const lap = { epochs: 1, batch: 8, limit: 8, lr: 1, ema: 0.9, pictures: 8, providers: ['cpu'] };
  writeFileSync(path, JSON.stringify([lap, { ...lap, lr: '1' }, 7]));
  const fault = await historyOf(directory, undefined).then(
    () => '',
    ({ message }) => message as string,
  );
  expect(fault).toMatch(/history\.json: \/1\/lr: .*\/2: .*/);
  expect(fault.split('\n')).toHaveLength(1);
});

it('is refused while another process trains there', async () => {
  writeFileSync(join(directory, 'held.json'), JSON.stringify({ host: hostname(), pid: process.ppid }));
  await expect(started('mnist-time', '--out', directory)).rejects.toThrow(`process ${process.ppid} on`);
});

it('takes no pictures of 64 px for what makes 256', async () => {
  const set = { count: 5, size: 64, seed: 1, split: 'train' } as const;
  await writePictures(directory, set, () => {}, new AbortController().signal);
  await expect(describeLarge(directory)).rejects.toThrow('holds pictures of 64 px: make them with --size 256');
});

it('has its hint in words that a shell takes', () => {
  expect(['/a/b-c.d', '8:8:4,64:4:2', 'my run', "it's"].map(shellWord)).toEqual([
    '/a/b-c.d',
    '8:8:4,64:4:2',
    "'my run'",
    "'it'\\''s'",
  ]);
});
