import { describe, expect, it } from 'vitest';
import { configFrom, refuseUnbuildable, tinyConfigFrom, upscaleConfigFrom } from './config-flags.ts';

it('has for digits what is asked for, each of its net alone, and the course else', () => {
  const flags = { decay: '1', optimiser: 'muon', drop: '0.25', timesteps: '40' };
  expect(configFrom('mnist-class', flags)).toMatchObject({ decay: 1, optimiser: 'muon', drop: 0.25, timesteps: 40 });
  expect(configFrom('mnist-denoiser', {})).toMatchObject({ optimiser: 'adam', decay: 1, sigma: 0.5 });
  expect(configFrom('mnist-judge', { decay: '0.5' })).not.toHaveProperty('optimiser');
});

describe('widths and sizes', () => {
  it.each([
    ['16,32,48', '--widths 16,32,48: attention_head_dim must divide the widths of blocks with attention'],
    ['7,13', '--widths 7,13: norm_num_groups must divide every width of block_out_channels'],
    ['0', '--widths 0: block_out_channels.0 Too small'],
    ['16', '--widths 16: attention_head_dim must divide'],
    ['8,8', '--widths 8,8: attention_head_dim must divide'],
  ])('that make no network are refused by name: %s', (widths, fault) => {
    const config = tinyConfigFrom({ widths, sizes: '64:4:2' }, { digest: '', vocabulary: 9 });
    expect(() => refuseUnbuildable(config)).toThrow(fault);
  });

  it('are refused where a picture does not halve evenly', () => {
    const config = tinyConfigFrom({ sizes: '3:4:4' }, { digest: '', vocabulary: 9 });
    expect(() => refuseUnbuildable(config)).toThrow('--sizes 3:4:4: sample_size must halve evenly');
  });

  it('are taken as they are where nobody says', () => {
    expect(() => refuseUnbuildable(tinyConfigFrom({}, { digest: '', vocabulary: 9 }))).not.toThrow();
    expect(() => refuseUnbuildable(upscaleConfigFrom({}, { digest: '', side: 256 }))).not.toThrow();
  });
});
