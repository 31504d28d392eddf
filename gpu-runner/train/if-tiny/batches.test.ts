import { describe, expect, it } from 'vitest';
import { tinyBatches } from './batches.ts';
import { discs, tinyDiscs, words } from './discs.fixture.ts';
import { takePicture } from './pixels.ts';
import { reducedAlphaBar, timestepOf, timestepShares, timesteps, timestepWeights, vWeights } from './schedule.ts';

const data = discs(6);

describe('a batch of if-tiny', () => {
  it('is a function of its number, whatever was asked before, in the size and number of its phase', () => {
    const straight = tinyBatches(tinyDiscs, data, words);
    for (let i = 0; i < 3; i++) straight(i);
    const fourth = straight(3);
    expect(fourth).toEqual(tinyBatches(tinyDiscs, data, words)(3));
    expect(fourth.x_t!.dims).toEqual([2, 3, 16, 16]);
    expect(straight(0).x_t!.dims).toEqual([4, 3, 8, 8]);
  });

  it('weighs each error as that of v in pictures of its phase', () => {
    const batches = tinyBatches(tinyDiscs, data, words);
    const { alphaBar } = timesteps();
    for (const [index, block] of [
      [0, 2],
      [3, 1],
    ] as const) {
      const { t, weight } = batches(index);
      const weights = vWeights(alphaBar, block);
      expect([...weight!.data]).toEqual([...t!.data].map((at) => weights[at]!));
    }
  });

  it.each([
    { index: 0, block: 2, as: 'half the size under half the noise' },
    { index: 3, block: 1, as: 'the whole size under all of it' },
  ])('is a picture of $as', ({ index, block }) => {
    const { x_t, v_target, t } = tinyBatches(tinyDiscs, data, words)(index);
    const { alphaBar } = timesteps();
    const row = x_t!.data.length / t!.data.length;
    let squares = 0;
    x_t!.data.forEach((value, i) => {
      const kept = alphaBar[t!.data[Math.floor(i / row)]!]!;
      const x0 = Math.sqrt(kept) * value - Math.sqrt(1 - kept) * v_target!.data[i]!;
      const eps = Math.sqrt(1 - kept) * value + Math.sqrt(kept) * v_target!.data[i]!;
      expect(Math.abs(x0)).toBeLessThan(1.001);
      squares += eps ** 2;
    });
    expect(Math.sqrt(squares / x_t!.data.length)).toBeCloseTo(1 / block, 1);
  });

  it('teaches the variance in pictures of the whole size alone', () => {
    const batches = tinyBatches(tinyDiscs, data, words);
    const { logRatio, gain } = timesteps();
    expect([...batches(0).log_ratio!.data, ...batches(0).gain!.data].every((value) => value === 0)).toBe(true);
    const { t, log_ratio, gain: gains } = batches(3);
    const at = (of: Float32Array) => [...t!.data].map((timestep) => of[timestep]!);
    expect([[...log_ratio!.data], [...gains!.data]]).toEqual([at(logRatio), at(gain)]);
  });

  it('reads each picture once a pass, with one of its captions or, at times, none', () => {
    const config = { ...tinyDiscs, sizes: '16:1200:6' };
    const batches = tinyBatches(config, data, words);
    const texts = Array.from({ length: 200 }, (_, i) => batches(i).input_ids!.data).flatMap((ids) =>
      Array.from({ length: 6 }, (_, row) => ids.subarray(row * 77, row * 77 + 4).join(' ')),
    );
    const share = (text: string) => texts.filter((each) => each === text).length / texts.length;
    expect(share('1 0 0 0')).toBeCloseTo(0.1, 1);
    expect(share('3 5 4 1') + share('5 1 0 0')).toBeCloseTo(0.45, 1);
    expect(share('3 5 4 1') / share('5 1 0 0')).toBeGreaterThan(0.5);
    const noises = new Set(Array.from({ length: 3 }, (_, i) => batches(i).v_target!.data[0]));
    expect(noises.size).toBe(3);
  });
});

describe('takePicture', () => {
  const source = { size: 4, pixels: Uint8Array.from({ length: 48 }, (_, i) => (i < 16 ? 17 * i : 255)) };
  const taken = (size: number, dx: number, dy: number) => {
    const target = new Float32Array(3 * size * size);
    takePicture(source, { index: 0, dx, dy, size }, target, 0);
    return target;
  };

  it('is the pixels themselves, black -1 and white 1', () => {
    const pixels = taken(4, 0, 0);
    expect([pixels[0], pixels[15]]).toEqual([-1, expect.closeTo(1, 6)]);
    expect(pixels[5]).toBeCloseTo((2 * 85) / 255 - 1, 6);
  });

  it('reduces by the mean of blocks', () => {
    expect(taken(2, 0, 0)[0]).toBeCloseTo((2 * (17 * (0 + 1 + 4 + 5))) / 4 / 255 - 1, 6);
  });

  it('moves right and down, and repeats the border', () => {
    const moved = taken(4, 1, 1);
    expect(moved[5]).toBeCloseTo(-1, 6);
    expect(moved[15]).toBeCloseTo(taken(4, 0, 0)[10]!, 6);
    expect(moved[0]).toBeCloseTo(-1, 6);
  });
});

describe('timesteps', () => {
  const { alphaBar, logRatio, gain } = timesteps();

  it('have the schedule of DeepFloyd IF', () => {
    expect(alphaBar[250]).toBeCloseTo(0.845888, 5);
    expect(alphaBar[990]).toBeCloseTo(1.96717e-4, 8);
  });

  it('bound the variance by betaTilde and beta, and weigh the mean by the betas', () => {
    const t = 400;
    const alpha = alphaBar[t]! / alphaBar[t - 1]!;
    const tilde = ((1 - alpha) * (1 - alphaBar[t - 1]!)) / (1 - alphaBar[t]!);
    expect(logRatio[t]).toBeCloseTo(Math.log((1 - alpha) / tilde), 4);
    expect(gain[t]! / ((alphaBar[t]! * (1 - alpha) ** 2) / (alpha * (1 - alphaBar[t]!) * tilde))).toBeCloseTo(1, 3);
    expect([...logRatio, ...gain].every(Number.isFinite)).toBe(true);
  });

  it('are drawn alike without a bound, and the less noisy ones more rarely with one', () => {
    const even = timestepShares(alphaBar, 0);
    expect(even[499]).toBeCloseTo(0.5, 9);
    const bound = timestepShares(alphaBar, 5);
    expect(bound[100]! / even[100]!).toBeLessThan(0.3);
    expect(bound[999]).toBeCloseTo(1, 9);
    expect([timestepOf(even, 0), timestepOf(even, 0.5005), timestepOf(even, 1)]).toEqual([0, 500, 999]);
  });

  it('have, for means of blocks, their signal-to-noise ratios times the pixels of a block', () => {
    const ratio = (kept: number) => kept / (1 - kept);
    const reduced = reducedAlphaBar(alphaBar, 4);
    for (const t of [10, 500, 990]) expect(ratio(reduced[t]!) / ratio(alphaBar[t]!)).toBeCloseTo(16, 1);
    expect(reducedAlphaBar(alphaBar, 1)).toEqual(alphaBar);
  });

  it('weigh the error of v as that in small pictures, of which x0 has the same', () => {
    const t = 700;
    const [kept, ofSmall] = [alphaBar[t]!, reducedAlphaBar(alphaBar, 4)[t]!];
    expect(vWeights(alphaBar, 4)[t]! * (1 - ofSmall)).toBeCloseTo(1 - kept, 5);
    expect([...vWeights(alphaBar, 1)]).toEqual([...alphaBar].map(() => 1));
  });

  it('weigh the error of eps as that of v, 1 + 1 / SNR, up to a bound', () => {
    const weights = timestepWeights(alphaBar);
    const kept = alphaBar[700]!;
    expect(weights[700]).toBeCloseTo(1 + (1 - kept) / kept, 4);
    expect(weights[999]).toBe(20);
  });
});
