import { mkdir, mkdtemp, realpath, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BundleError } from '../bundle/bundle-error.ts';
import { writeJson } from '../bundle/random-bundle.fixture.ts';
import { randomWeights } from '../bundle/random-weights.fixture.ts';
import { writeSafetensors } from '../bundle/safetensors.ts';
import { digitClassifier } from '../nets/mnist/classifier.ts';
import { weightsOf } from '../train/state.ts';
import { createTrainStep } from '../train/step.ts';
import { normalTensor } from './gradient-check.fixture.ts';
import { bundleSession, checkWeights, inferenceSession } from './inference.ts';

const net = digitClassifier();
const file = 'diffusion_pytorch_model.safetensors';
let directory: string;

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'bundle-')));
});
afterAll(() => rm(directory, { recursive: true }));

it.each([true, false])('weights of a file give the same answer as weights in memory, in place: %o', async (inPlace) => {
  const step = await createTrainStep(net, { batch: 2, seed: 3, threads: 1 });
  const weights = weightsOf(step.save(), 'param');
  await writeSafetensors(join(directory, file), weights, { format: 'pt' });
  const image = normalTensor([2, 1, 28, 28], 1);
  const [memory, disk] = [
    await inferenceSession(net, weights, { threads: 1 }),
    await bundleSession(net, directory, file, { threads: 1, inPlace }),
  ];
  const [a, b] = [(await memory.run({ image })).logits!, (await disk.run({ image })).logits!];
  expect(Math.max(...a.data.map((x, i) => Math.abs(x - b.data[i]!)))).toBeLessThan(1e-5);
  await Promise.all([memory.release(), disk.release()]);
});

it('weights of a file must all be there', async () => {
  await writeSafetensors(join(directory, file), { 'conv1.conv.weight': normalTensor([32, 1, 3, 3], 1) });
  await expect(bundleSession(net, directory, file)).rejects.toThrow('the weights have no conv1.conv.bias');
});

describe('a bundle of links, as in the cache of the hub', () => {
  const weights = randomWeights(net);
  const image = normalTensor([1, 1, 28, 28], 1);
  let snapshot: string;

  /** A link in the snapshot to what is moved into the directory of its own. */
  async function link(name: string, own: string): Promise<void> {
    const blob = join(directory, own, `blob-of-${name}`);
    await mkdir(join(directory, own), { recursive: true });
    await rename(join(snapshot, name), blob);
    await symlink(blob, join(snapshot, name));
  }

  beforeEach(async () => {
    snapshot = await mkdtemp(join(directory, 'snapshot-'));
  });

  it('is run where its files really lie', async () => {
    await writeSafetensors(join(snapshot, file), weights);
    await link(file, 'blobs');
    const [memory, disk] = [
      await inferenceSession(net, weights, { threads: 1 }),
      await bundleSession(net, snapshot, file, { threads: 1 }),
    ];
    const [a, b] = [(await memory.run({ image })).logits!, (await disk.run({ image })).logits!];
    expect(Math.max(...a.data.map((x, i) => Math.abs(x - b.data[i]!)))).toBeLessThan(1e-5);
    await Promise.all([memory.release(), disk.release()]);
  });

  it('is refused when it is checked, where the files of one network lie in different directories', async () => {
    const index = `${file}.index.json`;
    const [first, ...rest] = Object.entries(weights);
    const shards = { 'a.safetensors': Object.fromEntries([first!]), 'b.safetensors': Object.fromEntries(rest) };
    for (const [name, tensors] of Object.entries(shards)) await writeSafetensors(join(snapshot, name), tensors);
    const map = Object.entries(shards).flatMap(([name, tensors]) => Object.keys(tensors).map((key) => [key, name]));
    await writeJson(snapshot, index, { weight_map: Object.fromEntries(map) });
    await expect(checkWeights(net, snapshot, index)).resolves.toBeUndefined();
    await link('b.safetensors', 'elsewhere');
    const where = join(directory, 'elsewhere', 'blob-of-b.safetensors');
    await expect(checkWeights(net, snapshot, index)).rejects.toThrow(
      `b.safetensors is ${where}); copy the bundle with cp`,
    );
    await expect(bundleSession(net, snapshot, index)).rejects.toThrow(BundleError);
  });
});
