import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSafetensors } from '../bundle/safetensors.ts';
import { inferenceModel } from '../nets/inference.ts';
import { saveCheckpoint } from './checkpoint.ts';
import { exportRun } from './export.ts';
import { layoutOf } from './layout.ts';
import { RECIPES } from './recipes.ts';
import { NETS, type RunConfig } from './run.ts';
import { createTrainStep } from './step.ts';
import { metricsPath } from './trainer.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-export-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A run that has done two of its steps, in name. */
async function makeRun(config: RunConfig): Promise<void> {
  const step = await createTrainStep(RECIPES[config.net].net(config), { ...config, threads: 1 });
  await saveCheckpoint(directory, { config, step: 2, state: step.save() });
  const line = (step: number, imagesPerSecond: number) =>
    `${JSON.stringify({ step, batch: 9, epoch: 0, loss: 1, learningRate: 1, imagesPerSecond })}\n`;
  writeFileSync(metricsPath(directory), line(1, 0) + line(2, 9));
}

describe('exportRun', () => {
  it.each(NETS)('writes weights that the net takes, with a card: %s', async (net) => {
    const config: RunConfig = { ...RECIPES[net].defaults, net, hidden: 4, lr: 0.005 };
    await makeRun(config);
    const target = join(directory, 'bundle');
    expect(await exportRun(directory, target)).toContain(target);

    const { weights, configs } = layoutOf(config);
    const { tensors } = await readSafetensors(join(target, weights));
    expect(inferenceModel(RECIPES[net].net(config), tensors).length).toBeGreaterThan(1000);
    for (const [path, content] of Object.entries(configs)) {
      expect(JSON.parse(readFileSync(join(target, path), 'utf8'))).toEqual(content);
    }
    const card = readFileSync(join(target, 'README.md'), 'utf8');
    expect(card).toMatch(new RegExp(`^---\nlicense: mit\n---\n\n# ${net}: `));
    expect(card).toMatch(new RegExp(`manifold train ${net} .*--lr 0.005\n`));
    expect(card).not.toMatch(/Infinity|NaN/);
    expect(existsSync(join(target, 'loss.png'))).toBe(true);
  });

  it('hangs the last pictures of the run in its card, as a copy', async () => {
    await makeRun({ ...RECIPES['mnist-flow'].defaults, net: 'mnist-flow', hidden: 4 });
    mkdirSync(join(directory, 'samples'));
    for (const name of ['samples/epoch-05.png', 'samples/epoch-10.png', 'sampling.webp']) {
      writeFileSync(join(directory, name), name);
    }
    const target = join(directory, 'bundle');
    await exportRun(directory, target);
    expect(readFileSync(join(target, 'grid.png'), 'utf8')).toBe('samples/epoch-10.png');
    const card = readFileSync(join(target, 'README.md'), 'utf8');
    expect(card).toContain('![After epoch 10](grid.png)');
    expect(card).toMatch(/!\[.*\]\(sampling\.webp\)/);
    expect(card).not.toContain('out-of-distribution');
  });

  it('puts what was measured of a denoiser into its card', async () => {
    await makeRun({ ...RECIPES['mnist-denoiser'].defaults, net: 'mnist-denoiser', hidden: 4 });
    const rows = [{ sigma: 0.5, noisy: 6.02, denoised: 17.5 }];
    writeFileSync(join(directory, 'psnr.json'), JSON.stringify({ pictures: 10_000, rows }));
    await exportRun(directory, join(directory, 'bundle'));
    const card = readFileSync(join(directory, 'bundle', 'README.md'), 'utf8');
    expect(card).toContain('PSNR in dB over 10,000 test pictures');
    expect(card).toContain('| 0.5 | 6.02 | 17.50 |');
  });
});
