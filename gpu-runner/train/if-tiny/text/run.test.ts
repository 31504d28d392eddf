import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TOKENS } from '../../../bundle/kinds/if-unet.ts';
import { inferenceSession } from '../../../runtime/inference.ts';
import { loadCheckpoint } from '../../checkpoint.ts';
import { exportRun } from '../../export.ts';
import { lapOf } from '../../history.ts';
import { trainedWeights } from '../../state.ts';
import { train } from '../../trainer.ts';
import { Watcher } from '../../watch/watcher.ts';
import { discs, words } from '../discs.fixture.ts';
import { encodeTexts } from '../texts.ts';
import { textBatches } from './batches.ts';
import { TextConfig, textPlan } from './run.ts';
import { readState } from './state.ts';

const config: TextConfig = {
  net: 'if-tiny-text',
  sizes: '4:480:8',
  lr: 1e-2,
  seed: 1,
  ema: 0.9,
  vocabulary: 8,
  digest: 'discs',
};
const directory = mkdtempSync(join(tmpdir(), 'manifold-text-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('a run that reads captions', () => {
  const batches = textBatches(config, discs(40), words);

  it('has batches that are functions of their number: captions, and pictures of the size asked for', () => {
    const third = batches(2);
    expect(third).toEqual(textBatches(config, discs(40), words)(2));
    expect(third.picture!.dims).toEqual([8, 3, 4, 4]);
    expect(third.input_ids!.dims).toEqual([8, TOKENS]);
  });

  it('learns what colour the discs of a caption are, shows it, and hands on what reads', async () => {
    const losses: number[] = [];
    const signal = new AbortController().signal;
    const watcher = new Watcher({ config, directory, steps: 1, threads: 1, show: undefined });
    for await (const event of train({ config, directory, batches, threads: 1, signal, watcher })) {
      if (event.kind === 'step') losses.push(event.report.loss);
    }
    const mean = (some: readonly number[]) => some.reduce((a, b) => a + b) / some.length;
    expect(mean(losses.slice(-10))).toBeLessThan(0.5 * mean(losses.slice(0, 10)));
    const { checkpoint } = await loadCheckpoint(directory);
    const state = readState(checkpoint);
    expect(Object.keys(state).some((name) => name.startsWith('adam.'))).toBe(false);
    expect(state['param.text_encoder.shared.weight']).toEqual(checkpoint.state['ema.text_encoder.shared.weight']);
    expect(lapOf(config, 60, [])).toMatchObject({ hasOnlyRead: true, pictures: 480 });
    await expect(exportRun(directory, join(directory, 'bundle'))).rejects.toThrow('train if-tiny --from it');
  });

  it('tells red from blue', async () => {
    const { checkpoint } = await loadCheckpoint(directory);
    const session = await inferenceSession(textPlan(config).phases[0]!.net(), trainedWeights(checkpoint), {
      threads: 1,
    });
    const { picture } = await session.run(encodeTexts(words, ['a red disc', 'a blue disc']));
    const at = (row: number, channel: number) => picture!.data[row * 48 + channel * 16 + 5]!;
    expect(at(0, 0)).toBeGreaterThan(at(0, 2));
    expect(at(1, 2)).toBeGreaterThan(at(1, 0));
  });
});

it.each(['4:0:8', '4:8:0'])('sizes of %s are refused', (sizes) => {
  expect(TextConfig.safeParse({ ...config, sizes }).error!.issues).toMatchObject([{ path: ['sizes'] }]);
});
