import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCard } from '../../bundle/card.ts';
import { readIf } from '../../bundle/kinds/if.ts';
import { readWeights } from '../../bundle/weights.ts';
import { inferenceModel } from '../../nets/inference.ts';
import { loadCheckpoint, saveCheckpoint } from '../checkpoint.ts';
import { exportRun } from '../export.ts';
import { historyIn, historyOf, lapRows } from '../history.ts';
import { weightsOf } from '../state.ts';
import { createTrainStep } from '../step.ts';
import { metricsPath } from '../trainer.ts';
import { bundledState, isBundled } from './bundled.ts';
import { tinyDiscs } from './discs.fixture.ts';
import { tinyPlan } from './run.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-tiny-export-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const manifest = {
  count: 6,
  size: 16,
  seed: 0,
  split: 'train',
  sources: [{ name: 'discs', version: '1.0.0', licence: 'MIT' }],
  sha256: { pictures: '', captions: '' },
};

it('writes nothing of a network that has not grown yet, and says which phase it is in', async () => {
  const { batch, net } = tinyPlan(tinyDiscs).phases[0]!;
  const step = await createTrainStep(net(), { batch, seed: 1, threads: 1, ema: 0.9 });
  await saveCheckpoint(directory, { config: tinyDiscs, step: 2, state: step.save() });
  const target = join(directory, 'bundle');
  await expect(exportRun(directory, target)).rejects.toThrow('is in its phase of 8 px, and its network grows until');
  expect(existsSync(target)).toBe(false);
});

it('writes a bundle of stage 1 that is read as DeepFloyd IF is, in half precision, with a card', async () => {
  const { batch, net } = tinyPlan(tinyDiscs).phases[1]!;
  const step = await createTrainStep(net(), { batch, seed: 1, threads: 1, ema: 0.9 });
  await saveCheckpoint(directory, { config: tinyDiscs, step: 2, state: step.save() });
  const line = { step: 1, batch: 4, loss: 1, learningRate: 1e-3, imagesPerSecond: 8 };
  writeFileSync(metricsPath(directory), `${JSON.stringify(line)}\n`);
  writeFileSync(join(directory, 'dataset.json'), JSON.stringify(manifest));
  mkdirSync(join(directory, 'tokenizer'));
  writeFileSync(join(directory, 'tokenizer', 'tokenizer.json'), '{}');

  mkdirSync(join(directory, 'samples'));
  for (const images of [4, 8, 10]) {
    const name = `pictures-${String(images).padStart(8, '0')}.png`;
    writeFileSync(join(directory, 'samples', name), name);
  }

  const target = join(directory, 'bundle');
  expect(await exportRun(directory, target)).toBe(`${target}: 2 steps`);
  expect(readFileSync(join(target, 'grid.png'), 'utf8')).toBe('pictures-00000008.png');

  const { traits, unet, text } = await readIf(target);
  expect(traits).toMatchObject({
    size: 16,
    channels: 3,
    variance: 'learned',
    defaults: { clip: { ratio: 0.95, max: 1.5 } },
  });
  for (const part of [unet, text!.encoder]) {
    const weights = await readWeights(part.directory, part.weights);
    expect(Object.values(weights).every((weight) => 'dtype' in weight && weight.dtype === 'float16')).toBe(true);
    expect(inferenceModel(part.net, weights).length).toBeGreaterThan(1000);
  }
  const card = readFileSync(join(target, 'README.md'), 'utf8');
  expect(card).toMatch(/^---\nlicense: mit\n/);
  const { title, examples, defaults } = await readCard(target);
  expect(title).toMatch(/^if-tiny: /);
  expect(examples).toContain('a rocket ship');
  expect(defaults).toMatchObject({ steps: 50 });
  expect(card).toContain('`discs` 1.0.0 (MIT)');
  expect(card).toContain('The run covers 2 of 4 steps');

  const lap = {
    sizes: tinyDiscs.sizes,
    lr: 1e-3,
    ema: 0.9,
    snr: tinyDiscs.snr,
    optimiser: tinyDiscs.optimiser,
    seed: tinyDiscs.seed,
    pictures: 8,
    seconds: 1,
    providers: ['cpu'],
    data: { seed: 0, split: 'train', digest: tinyDiscs.digest },
  };
  expect(await historyOf(directory, (await loadCheckpoint(directory)).checkpoint)).toEqual([lap]);
  expect(await historyOf(target, undefined)).toEqual([lap]);
  const before = lapRows(await historyIn(target));
  expect(before).toEqual([
    ['Before', expect.stringContaining('`--sizes 8:8:4,16:4:2 --snr 5 --seed 1 --optimiser muon`')],
  ]);
  expect([isBundled(directory), isBundled(target)]).toEqual([false, true]);
  const [averages, again] = [weightsOf(step.save(), 'ema'), weightsOf(await bundledState(target), 'param')];
  expect(Object.keys(again).sort()).toEqual(Object.keys(averages).sort());
  for (const [name, { dims, data }] of Object.entries(averages)) {
    expect(again[name]).toEqual({ dims, data: Float32Array.from(new Float16Array(data)) });
  }
  const scheduler = join(target, 'scheduler/scheduler_config.json');
  rmSync(scheduler);
  await expect(bundledState(target)).rejects.toThrow(`${scheduler} cannot be read: ENOENT`);
});
