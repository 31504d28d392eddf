import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../bundle/safetensors.ts';
import type { Tensors } from '../../tensor/tensor.ts';
import { CheckpointError, saveCheckpoint } from '../checkpoint.ts';
import { exportRun } from '../export.ts';
import { historyIn } from '../history.ts';
import { createTrainStep } from '../step.ts';
import { digitsBundledState, isDigitsBundled } from './bundled.ts';
import { DIGIT_DEFAULTS, DigitConfig } from './config.ts';
import { layoutOf } from './layout.ts';
import { digitNet } from './nets.ts';

const config = { ...DIGIT_DEFAULTS['mnist-time'], net: 'mnist-time', hidden: 4, batch: 8, limit: 8 } as const;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-digits-bundled-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A bundle whose weights are told apart from those of any new run; answers the state that it was written from. */
async function makeBundle(target: string): Promise<Tensors> {
  const run = join(directory, 'run');
  const step = await createTrainStep(digitNet(config), { batch: 8, seed: 7, ema: 0.9, threads: 1 });
  const { step: _, ...state } = step.save();
  const moved = Object.entries(state).map(([name, { dims, data }]) => {
    return [name, { dims, data: name.startsWith('ema.') ? data.map((x) => x + 1) : data }] as const;
  });
  const trained = Object.fromEntries(moved);
  mkdirSync(run);
  await saveCheckpoint(run, { config, step: 1, state: trained });
  await exportRun(run, target);
  return trained;
}

it('is a state of a run: the averaged weights, without those of the last step and what the optimiser remembers', async () => {
  const bundle = join(directory, 'bundle');
  expect(isDigitsBundled(bundle, config)).toBe(false);
  const trained = await makeBundle(bundle);
  expect(isDigitsBundled(bundle, config)).toBe(true);
  const state = await digitsBundledState(bundle, config);
  const names = Object.keys(trained).filter((name) => /^(param|stat)\./.test(name));
  expect(Object.keys(state).toSorted()).toEqual(names.toSorted());
  for (const name of names) expect(state[name]).toEqual(trained[name.replace(/^(param|stat)\./, 'ema.')]);
});

it('is refused of another net, and where a weight is missing', async () => {
  const bundle = join(directory, 'bundle');
  await makeBundle(bundle);
  const other = DigitConfig.parse({ ...config, net: 'mnist-class' });
  await expect(digitsBundledState(bundle, other)).rejects.toThrow(
    'is of another net or noise schedule: "MnistTimeUNet", where --from wants "MnistClassUNet"',
  );
  const weights = join(bundle, layoutOf(config).weights);
  const [[missing], ...rest] = Object.entries((await readSafetensors(weights)).tensors) as [
    [string, unknown],
    ...[string, Tensors[string]][],
  ];
  await writeSafetensors(weights, Object.fromEntries(rest), {});
  await expect(digitsBundledState(bundle, config)).rejects.toThrow(`${weights} has no ${missing}`);
});

it('is refused with its file at fault, in one line, where that is damaged or of another process', async () => {
  const bundle = join(directory, 'bundle');
  await makeBundle(bundle);
  const [unet, scheduler] = ['unet/config.json', 'scheduler/scheduler_config.json'].map((file) => join(bundle, file));
  const refused = async (path: string, text: string | undefined, fault: string) => {
    const whole = readFileSync(path);
    if (text === undefined) rmSync(path);
    else writeFileSync(path, text);
    const error = await digitsBundledState(bundle, config).then(
      () => undefined,
      (cause: Error) => cause,
    );
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error!.message).toContain(`${path}${fault}`);
    expect(error!.message).not.toContain('\n');
    writeFileSync(path, whole);
  };
  const other = (change: object) =>
    JSON.stringify({ ...layoutOf(config).configs['scheduler/scheduler_config.json'], ...change });
  await refused(scheduler!, undefined, ' cannot be read: ENOENT');
  await refused(unet!, '{', ' is not JSON: ');
  await refused(unet!, 'null', ': the whole: ');
  const vPrediction = other({ prediction_type: 'v_prediction' });
  await refused(
    scheduler!,
    vPrediction,
    ': /prediction_type: is of another net or noise schedule: "v_prediction", where --from wants "epsilon"',
  );
  await refused(
    scheduler!,
    other({ beta_end: undefined }),
    ': /beta_end: is of another net or noise schedule: nothing, where --from wants 0.02',
  );
});

it.each(['mnist-class', 'mnist-denoiser', 'mnist-judge', 'mnist-time'] as const)(
  'is what comes with the code: %s',
  async (net) => {
    const bundle = fileURLToPath(new URL(`../../bundles/${net}`, import.meta.url));
    await digitsBundledState(bundle, DigitConfig.parse({ ...config, net }));
    expect(await historyIn(bundle)).not.toEqual([]);
  },
);
