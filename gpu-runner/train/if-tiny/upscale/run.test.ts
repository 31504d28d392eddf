import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../../checkpoint.ts';
import { type TrainOptions, train } from '../../trainer.ts';
import { Watcher } from '../../watch/watcher.ts';
import { discs } from '../discs.fixture.ts';
import { HELD_OUT, upscaleBatches } from './batches.ts';
import { measureUpscale } from './measure.ts';
import { UpscaleConfig } from './run.ts';
import { SCORES_FILE } from './scores.ts';
import { upscaleShow } from './show.ts';
import { upscaledDiscs } from './upscale.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'manifold-upscale-'));
afterAll(() => rmSync(directory, { recursive: true }));

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

interface Trained {
  /** As it was saved after each step, every one of which is a milestone. */
  readonly checkpoints: readonly Checkpoint[];
  readonly shown: readonly { readonly files: readonly string[]; readonly text?: string }[];
}

/** Trains to the end, or to step `until` as if stopped there. */
async function trainTo(
  target: string,
  means: Partial<Pick<TrainOptions, 'checkpoint' | 'watcher'>>,
  until?: number,
): Promise<Trained> {
  const stop = new AbortController();
  const options = { config: upscaledDiscs, directory: target, batches, threads: 1, signal: stop.signal };
  const [checkpoints, shown]: [Checkpoint[], Trained['shown'][number][]] = [[], []];
  for await (const event of train({ ...options, ...means })) {
    if (event.kind === 'step' && event.report.step === until) stop.abort();
    if (event.kind === 'saved') checkpoints.push((await loadCheckpoint(target)).checkpoint);
    if (event.kind === 'shown') shown.push(event);
  }
  return { checkpoints, shown };
}

describe('a run of the second stage', () => {
  let run: Trained;
  beforeAll(async () => {
    const watcher = new Watcher({ config: upscaledDiscs, directory, steps: 2, threads: 1, show: upscaleShow(data) });
    run = await trainTo(directory, { watcher });
  }, 300_000);

  it('goes through its phases on the same weights, and resumes within and between them byte for byte', async () => {
    expect(run.checkpoints.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    const [first, second, third, last] = run.checkpoints as [Checkpoint, Checkpoint, Checkpoint, Checkpoint];
    const stopped = join(directory, 'stopped');
    // Within the first phase, by a signal; then between both, to the end.
    expect((await trainTo(stopped, { checkpoint: first }, 2)).checkpoints).toEqual([second]);
    expect((await trainTo(stopped, { checkpoint: second })).checkpoints).toEqual([third, last]);
  }, 300_000);

  it('draws whole pictures that were held out, whatever its squares, and measures them beside interpolation', async () => {
    const { shown } = run;
    expect(shown.at(-1)!.files).toEqual(['samples/pictures-00000012.png']);
    const measured = /^PSNR of 4 pictures not trained on: drawn (.+) dB, bicubic (.+) dB, bilinear (.+) dB$/;
    const [, drawn, bicubic, bilinear] = measured.exec(shown.at(-1)!.text!)!.map(Number);
    expect(bicubic).toBeGreaterThan(bilinear!);
    expect(bilinear).toBeGreaterThan(drawn!);
    const { width, height } = await sharp(join(directory, shown.at(-1)!.files[0]!)).metadata();
    expect([width, height]).toEqual([300 + 4 * 68, 4 + HELD_OUT * 68]);

    const atRest = { directory, ...(await loadCheckpoint(directory)) };
    const { signal } = new AbortController();
    const options = { pictures: 3, steps: 2, threads: 1, signal, onProgress: () => {} };
    writeFileSync(join(directory, 'dataset.json'), JSON.stringify(manifest));
    const others = { ...data, split: 'test', digest: 'other discs' } as const;
    const scores = await measureUpscale(atRest, others, options);
    expect(scores).toMatchObject({ pictures: 3, steps: 2, digest: 'other discs' });
    const { red, blue } = scores.styles;
    expect((2 * red!.drawn + blue!.drawn) / 3).toBeCloseTo(scores.drawn, 6);
    expect(JSON.parse(readFileSync(join(directory, SCORES_FILE), 'utf8'))).toEqual({ step: 4, ...scores });
    const smaller = { ...others, size: 32 };
    await expect(measureUpscale(atRest, smaller, options)).rejects.toThrow('pictures of 64, not 32 px');
    const fewer = { ...data, count: 3, digest: 'fewer discs' };
    await expect(measureUpscale(atRest, fewer, options)).rejects.toThrow('trained on these very pictures');
  }, 300_000);
});

it.each(['128:8:4', '12:8:4,16:4:2'])('squares of %s do not fit', (sizes) => {
  const { error } = UpscaleConfig.safeParse({ ...upscaledDiscs, widths: '8,8,8,16', sizes });
  expect(error!.issues[0]).toMatchObject({ path: ['sizes'] });
});
