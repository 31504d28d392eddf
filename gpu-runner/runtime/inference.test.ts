import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSafetensors } from '../bundle/safetensors.ts';
import { digitClassifier } from '../nets/mnist/classifier.ts';
import { weightsOf } from '../train/state.ts';
import { createTrainStep } from '../train/step.ts';
import { normalTensor } from './gradient-check.ts';
import { bundleSession, inferenceSession } from './inference.ts';

const net = digitClassifier();
const file = 'diffusion_pytorch_model.safetensors';
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bundle-'));
});
afterAll(() => rm(directory, { recursive: true }));

it('weights read in place from a file give the same answer as weights in memory', async () => {
  const step = await createTrainStep(net, { batch: 2, seed: 3, threads: 1 });
  const weights = weightsOf(step.save(), 'param');
  await writeSafetensors(join(directory, file), weights, { format: 'pt' });
  const image = normalTensor([2, 1, 28, 28], 1);
  const [memory, disk] = [
    await inferenceSession(net, weights, { threads: 1 }),
    await bundleSession(net, directory, file, { threads: 1 }),
  ];
  const [a, b] = [(await memory.run({ image })).logits!, (await disk.run({ image })).logits!];
  expect(Math.max(...a.data.map((x, i) => Math.abs(x - b.data[i]!)))).toBeLessThan(1e-5);
  await Promise.all([memory.release(), disk.release()]);
});

it('weights in place must all be there', async () => {
  await writeSafetensors(join(directory, file), { 'conv1.conv.weight': normalTensor([32, 1, 3, 3], 1) });
  await expect(bundleSession(net, directory, file)).rejects.toThrow('the weights have no conv1.conv.bias');
});
