import { expect, it } from 'vitest';
import { commandOf } from './command-of.ts';
import { DIGIT_DEFAULTS } from './digits/config.ts';
import { judgeDiscs } from './emoji-judge/judge.fixture.ts';
import { tinyDiscs } from './if-tiny/discs.fixture.ts';

it('has every flag that a run follows from, and none that its net has not', () => {
  const lap = { epochs: 1, batch: 8, limit: 8, lr: 1e-3, ema: 0, pictures: 8, seconds: 1, providers: [] };
  expect(commandOf(judgeDiscs, [lap])).toBe(
    'manifold train emoji-judge --data DIR --from BEFORE --hidden 2 --epochs 2 --batch 2 --lr 0.001 --limit 6 --ema 0.9 --seed 1',
  );
  expect(commandOf(tinyDiscs, [])).toBe(
    'manifold train if-tiny --data DIR --widths 16,32 --sizes 8:8:4,16:4:2 --lr 0.001 --optimiser muon --snr 5 --ema 0.9 --seed 1',
  );
  const judge = commandOf({ net: 'mnist-judge', ...DIGIT_DEFAULTS['mnist-judge'] }, []);
  expect(judge).toMatch(/^manifold train mnist-judge --epochs 6 /);
  const denoiser = { net: 'mnist-denoiser', ...DIGIT_DEFAULTS['mnist-denoiser'] } as const;
  expect(commandOf(denoiser, [])).toContain(' --optimiser adam --decay 1 --sigma 0.5 --limit ');
  expect(commandOf({ ...denoiser, sigma: 0.3 }, [])).toContain(' --sigma 0.3 ');
});
