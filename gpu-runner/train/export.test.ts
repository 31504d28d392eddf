import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSafetensors } from '../bundle/safetensors.ts';
import { inferenceModel } from '../nets/inference.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { unetCard } from './digits/card.ts';
import { DIGIT_DEFAULTS, DIGIT_NET_NAMES, DigitConfig } from './digits/config.ts';
import { layoutOf } from './digits/layout.ts';
import { digitNet } from './digits/nets.ts';
import { withEvaluations } from './digits/watch/epoch-pictures.ts';
import { exportRun } from './export.ts';
import { historyOf, writeHistory } from './history.ts';
import { stamped } from './measured.ts';
import { createTrainStep } from './step.ts';
import { metricsPath } from './trainer.ts';

const PNG = await sharp(Buffer.from('<svg width="1" height="1"/>')).png().toBuffer();

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-export-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A run with checkpoints of these steps, in name. */
async function makeRun(config: DigitConfig, steps: readonly number[] = [2]): Promise<void> {
  const { batch, seed, ema } = config;
  const made = await createTrainStep(digitNet(config), { batch, seed, ema, threads: 1 });
  for (const step of steps) await saveCheckpoint(directory, { config, step, state: made.save() });
  const line = (step: number, imagesPerSecond: number) =>
    `${JSON.stringify({ step, batch: 9, epoch: 0, loss: 1, learningRate: 1, imagesPerSecond })}\n`;
  writeFileSync(metricsPath(directory), line(1, 0) + line(2, 9));
}

describe('exportRun', () => {
  it.each(DIGIT_NET_NAMES)('writes weights that the net takes, with a card: %s', async (net) => {
    const config = DigitConfig.parse({ ...DIGIT_DEFAULTS[net], net, hidden: 4, lr: 0.005 });
    await makeRun(config);
    const target = join(directory, 'bundle');
    expect(await exportRun(directory, target)).toContain(target);

    const { weights, configs } = layoutOf(config);
    const { tensors } = await readSafetensors(join(target, weights));
    expect(inferenceModel(digitNet(config), tensors).length).toBeGreaterThan(1000);
    for (const [path, content] of Object.entries(configs)) {
      expect(JSON.parse(readFileSync(join(target, path), 'utf8'))).toEqual(content);
    }
    const card = readFileSync(join(target, 'README.md'), 'utf8');
    expect(card).toMatch(new RegExp(`^---\nlicense: mit\n---\n\n# ${net}: `));
    expect(card).toMatch(new RegExp(`manifold train ${net} .*--lr 0.005 `));
    expect(card).not.toMatch(/Infinity|NaN/);
    expect(card).toContain('MNIST is under CC BY-SA 3.0');
    expect(existsSync(join(target, 'loss.png'))).toBe(true);
  });

  it.each<[Partial<DigitConfig & { sigma: number }>, string[]]>([
    [{}, []],
    [{ hidden: 4 }, ['The course trains it at width 128 for 5 epochs in batches of 256, at a rate of 1e-4.']],
    [
      { net: 'mnist-flow', hidden: 4 },
      ['Our recipe trains it at width 64 for 10 epochs in batches of 64, at a rate of 1e-2.'],
    ],
    [
      { sigma: 0.3, decay: 0.2 },
      ['The course trains it at width 128 for 5 epochs in batches of 256, at a rate of 1e-4, decay 1, sigma 0.5.'],
    ],
  ])('says beside what the course has where the run differs from it: %j', (other, told) => {
    const { net = 'mnist-denoiser' } = other;
    const config = DigitConfig.parse({ ...DIGIT_DEFAULTS[net], net, ...other });
    const card = unetCard({ config, epochs: 5, metrics: [], before: [], values: 1 });
    expect(card.match(/^.* trains it .*$/gm) ?? []).toEqual(told);
  });

  it('hangs every grid of the run in its card, as a copy, and none of weights that were lost', async () => {
    const defaults = { ...DIGIT_DEFAULTS['mnist-flow'], hidden: 4, limit: 64, batch: 64, epochs: 10 };
    await makeRun({ ...defaults, net: 'mnist-flow' }, [9, 10]);
    mkdirSync(join(directory, 'samples'));
    const plain = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    for (const name of ['samples/epoch-01.png', 'samples/epoch-05.png']) writeFileSync(join(directory, name), plain);
    writeFileSync(join(directory, 'samples/epoch-10.png'), withEvaluations(plain, 50));
    writeFileSync(join(directory, 'sampling.webp'), 'sampling.webp');
    const hung = async (target: string) => {
      const lines = (await exportRun(directory, target)).split('\n');
      const card = readFileSync(join(target, 'README.md'), 'utf8');
      const grids = [...card.matchAll(/!\[(After .*)\]\((.*)\)\n\n\*\1\*\n/g)].map(([, caption, name]) => {
        expect(readFileSync(join(target, name!))).toEqual(readFileSync(join(directory, 'samples', name!)));
        return [caption, name];
      });
      return { lines, card, grids };
    };
    const whole = await hung(join(directory, 'bundle'));
    const early = [
      ['After epoch 1', 'epoch-01.png'],
      ['After epoch 5', 'epoch-05.png'],
    ];
    expect(whole.lines).toHaveLength(1);
    expect(whole.grids).toEqual([...early, ['After epoch 10, in 50 evaluations', 'epoch-10.png']]);
    expect(whole.card).toMatch(/!\[.*\]\(sampling\.webp\)/);
    expect(whole.card).not.toContain('out-of-distribution');

    const last = join(directory, 'checkpoint.safetensors');
    truncateSync(last, statSync(last).size - 4);
    const older = await hung(join(directory, 'older'));
    expect(older.lines).toEqual([expect.stringContaining('older: 9 epochs')]);
    expect(older.grids).toEqual(early);
    expect(older.card).not.toContain('sampling.webp');
  });

  it('puts what was measured of a denoiser into its card', async () => {
    await makeRun({ ...DIGIT_DEFAULTS['mnist-denoiser'], net: 'mnist-denoiser', hidden: 4 });
    const rows = [{ sigma: 0.5, noisy: 6.02, denoised: 17.5 }];
    const measured = (step: number) => {
      writeFileSync(join(directory, 'psnr.json'), JSON.stringify({ step, pictures: 10_000, rows }));
      writeFileSync(join(directory, 'panels.png'), stamped(PNG, step));
    };
    const [target, card] = [join(directory, 'bundle'), join(directory, 'bundle', 'README.md')];
    measured(1);
    expect((await exportRun(directory, target)).split('\n').slice(1)).toEqual([
      'psnr.json is of step 1, not 2, and is left out: measure again',
      'panels.png is of step 1, not 2, and is left out: measure again',
    ]);
    expect(readFileSync(card, 'utf8')).not.toMatch(/PSNR|panels/);
    measured(2);
    expect((await exportRun(directory, target)).split('\n')).toHaveLength(1);
    const text = readFileSync(card, 'utf8');
    expect(text).toContain('PSNR in dB over 10,000 test pictures');
    expect(text).toContain('| 0.5 | 6.02 | 17.50 |');
    expect(text).toContain('(panels.png)');
  });

  it('hangs the panels of a denoiser once, where the last grid is of the same step', async () => {
    await makeRun({ ...DIGIT_DEFAULTS['mnist-denoiser'], net: 'mnist-denoiser', hidden: 4, limit: 256 });
    mkdirSync(join(directory, 'samples'));
    writeFileSync(join(directory, 'panels.png'), stamped(PNG, 2));
    const pictures = async () => {
      await exportRun(directory, join(directory, 'bundle'));
      return [...readFileSync(join(directory, 'bundle', 'README.md'), 'utf8').matchAll(/(epoch-\d+|panels)\.png/g)];
    };
    writeFileSync(join(directory, 'samples/epoch-01.png'), PNG);
    expect((await pictures()).map(([name]) => name)).toEqual(['epoch-01.png', 'panels.png']);
    writeFileSync(join(directory, 'samples/epoch-02.png'), PNG);
    expect((await pictures()).map(([name]) => name)).toEqual(['epoch-01.png', 'epoch-02.png']);
  });

  it('does without the record of its steps where that is lost', async () => {
    await makeRun({ ...DIGIT_DEFAULTS['mnist-time'], net: 'mnist-time', hidden: 4, ema: 0 });
    rmSync(metricsPath(directory));
    expect(await exportRun(directory, join(directory, 'bundle'))).toMatch(/: [\d.e-]+ epochs$/);
    const card = readFileSync(join(directory, 'bundle', 'README.md'), 'utf8');
    expect(card).not.toMatch(/NaN|loss\.png|processors|average/);
  });

  it('leaves a run as it is where the bundle would be written into it', async () => {
    await makeRun({ ...DIGIT_DEFAULTS['mnist-time'], net: 'mnist-time', hidden: 4 });
    const files = readdirSync(directory);
    for (const target of [directory, join(directory, 'bundle', '..')])
      await expect(exportRun(directory, target)).rejects.toThrow(`${target} holds a run: name another --to`);
    expect(readdirSync(directory)).toEqual(files);
  });

  it.each(['unet/config.json', 'unet/diffusion_pytorch_model.safetensors', 'loss.png', 'README.md'])(
    'names what it cannot write: %s',
    async (file) => {
      await makeRun({ ...DIGIT_DEFAULTS['mnist-time'], net: 'mnist-time', hidden: 4 });
      const path = join(directory, 'bundle', file);
      mkdirSync(path, { recursive: true });
      await expect(exportRun(directory, join(directory, 'bundle'))).rejects.toThrow(`cannot write ${path}: `);
      // A card would point to what is missing.
      expect(existsSync(join(directory, 'bundle', 'README.md'))).toBe(file === 'README.md');
    },
  );

  it('tells of the runs that it began with, and what they ran on', async () => {
    await makeRun({ ...DIGIT_DEFAULTS['mnist-time'], net: 'mnist-time', hidden: 4, optimiser: 'muon', decay: 1 });
    const { checkpoint } = await loadCheckpoint(directory);
    const [lap] = await historyOf(directory, checkpoint);
    expect(lap).toMatchObject({ epochs: DIGIT_DEFAULTS['mnist-time'].epochs, providers: ['cpu'] });
    await writeHistory(directory, [{ ...lap!, providers: ['cuda'] }]);
    await exportRun(directory, join(directory, 'bundle'));
    const card = readFileSync(join(directory, 'bundle', 'README.md'), 'utf8');
    expect(card).toMatch(
      /\| Before \| 256 pictures of `--epochs \d+ --batch 128 --limit 60000 --seed 0 --optimiser muon --decay 1` in 1 s, /,
    );
    expect(card).toContain('manifold train mnist-time --from BEFORE --hidden 4 ');
    expect(card).toContain('this repository on CUDA and processors.');
    const { seconds: _, ...unmeasured } = lap!;
    await writeHistory(directory, [unmeasured]);
    await exportRun(directory, join(directory, 'bundle'));
    const less = readFileSync(join(directory, 'bundle', 'README.md'), 'utf8');
    expect(less).toMatch(/\| Before \| 256 pictures of `--epochs \d+ --batch 128 --limit 60000 --seed 0 .*`, rate /);
    rmSync(metricsPath(directory));
    expect((await historyOf(directory, checkpoint)).at(-1)).not.toHaveProperty('seconds');
    await writeHistory(directory, []);
    expect(existsSync(join(directory, 'history.json'))).toBe(false);
  });
});
