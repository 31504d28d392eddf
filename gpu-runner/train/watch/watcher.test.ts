import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../checkpoint.ts';
import { DigitConfig, type DigitNetName } from '../digits/config.ts';
import { loadMnist } from '../digits/mnist.ts';
import { digitBatches } from '../digits/nets.ts';
import { measureRun } from '../digits/watch/measure-run.ts';
import { digitShow } from '../digits/watch/shows.ts';
import { type TrainEvent, train } from '../trainer.ts';
import { Watcher } from './watcher.ts';

const base = { hidden: 4, epochs: 2, batch: 16, lr: 1e-3, limit: 16, seed: 1, ema: 0.9 };
const data = loadMnist('train', base.limit);
const test = loadMnist('test');
const signal = new AbortController().signal;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-watch-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const at = (file: string) => join(directory, file);
const atRest = async () => ({ directory, ...(await loadCheckpoint(directory)) });
const configOf = (net: DigitNetName) => DigitConfig.parse({ ...base, net });
const watcherOf = (net: DigitNetName) =>
  new Watcher({ config: configOf(net), directory, show: digitShow(configOf(net), test), steps: 3, threads: 1 });

async function trainWatched(net: DigitNetName, resume = false, until = signal): Promise<TrainEvent[]> {
  const config = configOf(net);
  const events: TrainEvent[] = [];
  const from = resume && { checkpoint: (await loadCheckpoint(directory)).checkpoint };
  const batches = digitBatches(config, data);
  const options = { config, directory, batches, threads: 1, signal: until, watcher: watcherOf(net), ...from };
  for await (const event of train(options)) events.push(event);
  return events;
}

const shownIn = (events: readonly TrainEvent[]) =>
  events.flatMap((event) => (event.kind === 'shown' ? [[event.mileage, ...event.files]] : []));

describe('a watched run', () => {
  it.each(['mnist-time', 'mnist-class', 'mnist-flow'] as const)(
    'draws samples and a film: %s',
    async (net) => {
      expect(shownIn(await trainWatched(net))).toEqual([
        [1, 'samples/epoch-01.png'],
        [2, 'samples/epoch-02.png', 'sampling.webp'],
      ]);
      expect((await sharp(at('samples/epoch-02.png')).metadata()).width).toBeGreaterThan(600);
      expect((await sharp(at('sampling.webp')).metadata()).format).toBe('webp');
      expect((await sharp(at('loss.png')).metadata()).format).toBe('png');
    },
    60_000,
  );

  it('draws again, byte for byte, what is missing when it goes on', async () => {
    await trainWatched('mnist-flow');
    const before = readFileSync(at('samples/epoch-02.png'));
    rmSync(at('samples/epoch-02.png'));
    rmSync(at('metrics.jsonl'));
    expect(shownIn(await trainWatched('mnist-flow', true))).toEqual([[2, 'samples/epoch-02.png', 'sampling.webp']]);
    expect(readFileSync(at('samples/epoch-02.png')).equals(before)).toBe(true);
    expect(shownIn(await trainWatched('mnist-flow', true))).toEqual([]);
  });

  it('draws panels and measures the denoiser', async () => {
    const events = await trainWatched('mnist-denoiser');
    expect(shownIn(events)).toEqual([
      [1, 'samples/epoch-01.png'],
      [2, 'samples/epoch-02.png', 'out-of-distribution.png', 'psnr.json'],
    ]);
    expect(JSON.parse(readFileSync(at('psnr.json'), 'utf8'))).toMatchObject({
      step: 2,
      pictures: 1000,
      rows: { length: 7 },
    });
    rmSync(at('out-of-distribution.png'));
    const measured = await measureRun(await atRest(), { pictures: 2, threads: 1, signal, onProgress: () => {} });
    expect(measured.pictures).toBe(2);
    expect(JSON.parse(readFileSync(at('psnr.json'), 'utf8'))).toEqual({ step: 2, ...measured });
    for (const file of ['panels.png', 'out-of-distribution.png']) expect(existsSync(at(file)), file).toBe(true);
  });

  it('draws nothing of the judge but its loss', async () => {
    expect(shownIn(await trainWatched('mnist-judge'))).toEqual([]);
    expect(existsSync(at('loss.png'))).toBe(true);
    const options = { pictures: 20, signal, onProgress: () => {} };
    await expect(measureRun(await atRest(), options)).rejects.toThrow('is a run of mnist-judge, no denoiser');
  });

  it('stops in the middle of drawing, and names a picture that cannot be written', async () => {
    await trainWatched('mnist-time');
    const { state } = (await loadCheckpoint(directory)).checkpoint;
    rmSync(at('samples'), { recursive: true });
    const weights = Object.fromEntries(
      Object.entries(state).flatMap(([name, value]) => (name.startsWith('ema.') ? [[name.slice(4), value]] : [])),
    );
    const stop = new AbortController();
    const watcher = watcherOf('mnist-time');
    for await (const { kind } of watcher.look(1, weights, stop.signal)) {
      expect(kind).toBe('drawing');
      stop.abort();
    }
    expect(watcher.misses(1)).toBe(true);
    writeFileSync(at('samples'), 'in the way');
    const look = async () => {
      for await (const _ of watcher.look(1, weights, signal));
    };
    await expect(look()).rejects.toThrow(`cannot write ${at('samples/epoch-01.png')}`);
  });
});
