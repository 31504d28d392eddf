import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainingOf } from '@manifold/shared/recipe/technique/train';
import type { Training } from '@manifold/shared/recipe/training';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeJobTrainer } from './job-trainer.ts';
import { loadCheckpoint, saveCheckpoint } from './train/checkpoint.ts';
import { makeLog } from './work/log.ts';

const training = trainingOf({ technique: 'train', net: 'mnist-class', hidden: 2, epochs: 2, limit: 16, batch: 8 });
let logged: string[];
const log = makeLog('warn', { write: (line) => void logged.push(line) });
const trainer = makeJobTrainer({ threads: 1, drawSteps: 2, log });
let directory: string;

beforeEach(() => {
  logged = [];
  directory = mkdtempSync(join(tmpdir(), 'manifold-training-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function steps(asked: Training, signal = new AbortController().signal): Promise<number[]> {
  const seen: number[] = [];
  for await (const event of trainer.train(asked, directory, signal)) {
    if (event.kind === 'step') seen.push(event.report.step);
  }
  return seen;
}

it('goes on from the checkpoint that lies in the folder', async () => {
  const stop = new AbortController();
  for await (const event of trainer.train(training, directory, stop.signal)) if (event.kind === 'step') stop.abort();
  expect(await steps(training)).toEqual([2, 3, 4]);
});

it('keeps with a checkpoint what was drawn, for the card of who goes on from it', async () => {
  await steps(training);
  const kept = ['checkpoint.safetensors', 'metrics.jsonl', 'samples/epoch-01.png', 'samples/epoch-02.png'];
  expect([...trainer.checkpointFiles(directory)].sort()).toEqual(kept);
});

it('fails for good where the loss becomes no number, and says at which step', async () => {
  const stop = new AbortController();
  for await (const event of trainer.train(training, directory, stop.signal)) if (event.kind === 'step') stop.abort();
  const { checkpoint } = await loadCheckpoint(directory);
  const weights = checkpoint.state['param.final.weight']!;
  const huge = { dims: weights.dims, data: weights.data.map(() => 3e38) };
  await saveCheckpoint(directory, { ...checkpoint, state: { ...checkpoint.state, 'param.final.weight': huge } });
  const message = expect.stringMatching(/^the loss became (NaN|Infinity) at step 2; ask for a smaller lr than 0.001$/);
  const failure = { message, isFinal: true };
  await expect(steps(training)).rejects.toMatchObject(failure);
});

it('fails for this runner where the disk refuses, and tells no path', async () => {
  mkdirSync(join(directory, 'checkpoint.next.safetensors.tmp'));
  const failure = { message: 'the runner cannot keep what it learnt', isFinal: false };
  await expect(steps(training)).rejects.toMatchObject(failure);
});

it('begins anew where the checkpoint cannot be read, and says so in the log', async () => {
  writeFileSync(join(directory, 'checkpoint.safetensors'), 'garbage');
  expect(await steps(training)).toEqual([1, 2, 3, 4]);
  expect(logged.join()).toContain('the checkpoint cannot be read; the run begins anew');
});

it('fails for this runner, and does not begin anew, where the system refuses to read the checkpoint', async () => {
  mkdirSync(join(directory, 'checkpoint.safetensors', 'a-folder-in-its-place'), { recursive: true });
  const failure = { message: 'the runner could not read the checkpoint', isFinal: false };
  await expect(steps(training)).rejects.toMatchObject(failure);
});

it('tells no path where there is nothing to export', async () => {
  writeFileSync(join(directory, 'checkpoint.safetensors'), 'garbage');
  const failure = { message: 'the runner cannot keep what it learnt', isFinal: false };
  await expect(trainer.exportTo(directory, join(directory, 'bundle'))).rejects.toMatchObject(failure);
});
