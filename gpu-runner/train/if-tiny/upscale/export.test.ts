import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomIfBundle } from '../../../bundle/random-if-bundle.fixture.ts';
import { readPieces } from '../../../bundle/tokenizer/pieces.ts';
import { readWeights } from '../../../bundle/weights.ts';
import { declarationsOf } from '../../../nets/declarations.ts';
import { initialiseAll } from '../../../nets/initialise.ts';
import { openPipeline, type Pipeline } from '../../../pipeline/pipeline.ts';
import { compiled, run } from '../../../pipeline/testing.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { type Checkpoint, saveCheckpoint } from '../../checkpoint.ts';
import { trainingPlanOf } from '../../configs.ts';
import { exportRun } from '../../export.ts';
import { historyIn, writeHistory } from '../../history.ts';
import { metricsPath } from '../../trainer.ts';
import { tinyDiscs } from '../discs.fixture.ts';
import { SCORES_FILE } from './scores.ts';
import { upscaledDiscs } from './upscale.fixture.ts';

let directory: string;
let pipeline: Pipeline;

const manifest = {
  count: 10,
  size: 64,
  seed: 0,
  split: 'train',
  sources: [{ name: 'discs', version: '1.0.0', licence: 'MIT' }],
  sha256: { pictures: '', captions: '' },
};

const near = { drawn: 30.456, bicubic: 28, bilinear: 26.5 };
const set = { count: 5, size: 64, seed: 1, split: 'test' };
const scores = { ...near, step: 2, pictures: 5, steps: 10, level: 50, styles: { plain: near }, digest: 'others', set };

/** Exports a run whose weights are any, of both stages the text's too. */
async function exported(config: Checkpoint['config'], target: string, tokenizer: string): Promise<void> {
  const place = mkdtempSync(join(directory, 'run-'));
  const net = trainingPlanOf(config).phases.at(-1)!.net();
  const state = [...declarationsOf(net)].map(([name, declared], i) => [`ema.${name}`, initialiseAll(declared, 1, i)]);
  await saveCheckpoint(place, { config, step: 2, state: Object.fromEntries(state) });
  const line = { step: 1, batch: 4, loss: 1, learningRate: 1e-3, imagesPerSecond: 8 };
  writeFileSync(metricsPath(place), `${JSON.stringify(line)}\n`);
  writeFileSync(join(place, 'dataset.json'), JSON.stringify(manifest));
  await writeHistory(place, [{ sizes: '8:8:4', lr: 1e-3, ema: 0.9, pictures: 8, seconds: 1, providers: ['cpu'] }]);
  writeFileSync(join(place, SCORES_FILE), JSON.stringify(scores));
  cpSync(tokenizer, join(place, 'tokenizer'), { recursive: true });
  expect(await exportRun(place, target)).toBe(`${target}: 2 steps`);
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-upscale-export-'));
  const tokenizer = join(await randomIfBundle(), 'tokenizer');
  const bundle = join(directory, 'if-discs');
  await exported({ ...tinyDiscs, vocabulary: (await readPieces(tokenizer)).length }, bundle, tokenizer);
  await exported(upscaledDiscs, join(bundle, 'stage2'), tokenizer);
  pipeline = await openPipeline(bundle, { threads: 1 });
});
afterAll(async () => {
  await pipeline.close();
  rmSync(directory, { recursive: true });
});

const farthest = (a: Tensor, b: Tensor) =>
  a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);

it('writes a second stage that goes on from the first, in half precision, with a card', async () => {
  expect(pipeline.manifest.upscale).toMatchObject({
    size: 64,
    noiseLevels: 1000,
    defaults: { guidance: 1, steps: 30, noiseLevel: 50, clip: { ratio: 0.95, max: 1 } },
  });
  const weights = await readWeights(join(directory, 'if-discs/stage2/unet'), 'diffusion_pytorch_model.safetensors');
  expect(Object.values(weights).every((weight) => 'dtype' in weight && weight.dtype === 'float16')).toBe(true);
  const card = readFileSync(join(directory, 'if-discs/stage2/README.md'), 'utf8');
  expect(card).toMatch(/^---\nlicense: mit\n(.*\n)+---\n\n# if-tiny, second stage: /);
  expect(card).toContain('from 16 to 64 pixels');
  expect(card).toContain('The run covers 2 of 4 steps');
  expect(card).toContain('interpolation; it is not known which pictures 1 of the runs before it learnt from. What');
  const data = { seed: 0, split: 'train', digest: upscaledDiscs.digest };
  expect(await historyIn(join(directory, 'if-discs/stage2'))).toMatchObject([{ sizes: '8:8:4' }, { data }]);
  expect(card).toContain('| plain | 30.46 | 28.00 | 26.50 |');
  expect(card).toContain('    manifold dataset emoji --split test --count 5 --size 64 --seed 1 --out TEST\n');
});

it('enlarges a picture, and reads nothing that is said of it', async () => {
  const recipe = compiled(pipeline, { technique: 'sample', prompt: 'red', steps: 2, seed: 1, upscale: true });
  const upscale = { ...recipe.upscale!, schedule: { ...recipe.upscale!.schedule, timesteps: [500, 0] } };
  const { pictures } = await run(pipeline, { ...recipe, upscale });
  expect(pictures.dims).toEqual([1, 3, 64, 64]);
  const louder = { ...upscale, guidance: 9 };
  expect(farthest((await run(pipeline, { ...recipe, upscale: louder })).pictures, pictures)).toBeLessThan(1e-4);
  const noisier = { ...upscale, noiseLevel: 700 };
  expect(farthest((await run(pipeline, { ...recipe, upscale: noisier })).pictures, pictures)).toBeGreaterThan(1e-2);
});
