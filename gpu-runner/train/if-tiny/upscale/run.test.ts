import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../../checkpoint.ts';
import { train } from '../../trainer.ts';
import { Watcher } from '../../watch/watcher.ts';
import { discs } from '../discs.fixture.ts';
import { HELD_OUT, upscaleBatches } from './batches.ts';
import { measureUpscale } from './measure.ts';
import { UpscaleConfig } from './run.ts';
import { SCORES_FILE } from './scores.ts';
import { upscaleShow } from './show.ts';
import { upscaledDiscs } from './upscale.fixture.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-upscale-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const manifest = {
  count: 10,
  size: 64,
  seed: 0,
  split: 'train',
  sources: [],
  sha256: { pictures: '', captions: '' },
};

const data = discs(HELD_OUT + 6, 64);
const batches = upscaleBatches(upscaledDiscs, data);

async function trainTo(name: string, until: number, checkpoint?: Checkpoint): Promise<Checkpoint> {
  const target = join(directory, name);
  const stop = new AbortController();
  const options = { config: upscaledDiscs, directory: target, batches, threads: 1, signal: stop.signal };
  for await (const event of train(checkpoint ? { ...options, checkpoint } : options)) {
    if (event.kind === 'step' && event.report.step === until) stop.abort();
  }
  return (await loadCheckpoint(target)).checkpoint;
}

describe('a run of the second stage', () => {
  it('goes through its phases on the same weights, and resumes within and between them byte for byte', async () => {
    const straight = await trainTo('straight', 4);
    expect(straight.step).toBe(4);
    const first = await trainTo('stopped', 1);
    const second = await trainTo('stopped', 2, first);
    expect([first.step, second.step]).toEqual([1, 2]);
    expect(await trainTo('stopped', 4, second)).toEqual(straight);
  }, 300_000);

  it('draws whole pictures that were held out, whatever its squares, and measures them beside interpolation', async () => {
    const watcher = new Watcher({
      config: upscaledDiscs,
      directory,
      steps: 2,
      threads: 1,
      show: upscaleShow(data),
    });
    const shown: { files: readonly string[]; text?: string }[] = [];
    const signal = new AbortController().signal;
    for await (const event of train({ config: upscaledDiscs, directory, batches, threads: 1, signal, watcher })) {
      if (event.kind === 'shown') shown.push(event);
    }
    expect(shown.at(-1)!.files).toEqual(['samples/pictures-00000012.png']);
    const measured = /^PSNR of 4 pictures not trained on: drawn (.+) dB, bicubic (.+) dB, bilinear (.+) dB$/;
    const [, drawn, bicubic, bilinear] = measured.exec(shown.at(-1)!.text!)!.map(Number);
    expect(bicubic).toBeGreaterThan(bilinear!);
    expect(bilinear).toBeGreaterThan(drawn!);
    const { width, height } = await sharp(join(directory, shown.at(-1)!.files[0]!)).metadata();
    expect([width, height]).toEqual([300 + 4 * 68, 4 + HELD_OUT * 68]);

    const options = { pictures: 3, steps: 2, threads: 1, signal, onProgress: () => {} };
    writeFileSync(join(directory, 'dataset.json'), JSON.stringify(manifest));
    const others = { ...data, split: 'test', digest: 'other discs' } as const;
    const scores = await measureUpscale(directory, others, options);
    expect(scores).toMatchObject({ pictures: 3, steps: 2, digest: 'other discs' });
    const { red, blue } = scores.styles;
    expect((2 * red!.drawn + blue!.drawn) / 3).toBeCloseTo(scores.drawn, 6);
    expect(JSON.parse(readFileSync(join(directory, SCORES_FILE), 'utf8'))).toEqual({ step: 4, ...scores });
    const smaller = { ...others, size: 32 };
    await expect(measureUpscale(directory, smaller, options)).rejects.toThrow('pictures of 64, not 32 px');
    const fewer = { ...data, count: 3, digest: 'fewer discs' };
    await expect(measureUpscale(directory, fewer, options)).rejects.toThrow('trained on these very pictures');
  }, 300_000);
});

it.each(['128:8:4', '12:8:4,16:4:2'])('squares of %s do not fit', (sizes) => {
  const { error } = UpscaleConfig.safeParse({ ...upscaledDiscs, widths: '8,8,8,16', sizes });
  expect(error!.issues[0]).toMatchObject({ path: ['sizes'] });
});
