import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { zeros } from '../tensor/tensor.ts';
import { type Checkpoint, loadCheckpoint } from './checkpoint.ts';
import { DIGIT_NET_NAMES, DigitConfig } from './digits/config.ts';
import { loadMnist } from './digits/mnist.ts';
import { digitBatches } from './digits/nets.ts';
import { readMetrics } from './metrics-file.ts';
import { metricsPath, train } from './trainer.ts';

const base = { hidden: 4, epochs: 2, batch: 16, lr: 1e-3, limit: 48, seed: 1, ema: 0.9 };
const data = loadMnist('train', base.limit);
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'manifold-train-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const batchesOf = (config: DigitConfig) => digitBatches(config, data);

/**
 * Trains to the end, or to step `until` as if stopped there, and answers the checkpoint left. Every step up to a checkpoint is on
 * record when the checkpoint is there.
 */
async function trainTo(config: DigitConfig, name: string, until: number, checkpoint?: Checkpoint): Promise<Checkpoint> {
  const target = join(directory, name);
  const stop = new AbortController();
  const options = { config, directory: target, batches: batchesOf(config), threads: 1, signal: stop.signal };
  for await (const event of train(checkpoint ? { ...options, checkpoint } : options)) {
    if (event.kind === 'step' && event.report.step === until) stop.abort();
    if (event.kind === 'saved') expect(readMetrics(metricsPath(target)).at(-1)?.step).toBe(event.step);
  }
  return (await loadCheckpoint(target)).checkpoint;
}

it.each(DIGIT_NET_NAMES)(
  'train %s resumes as if it had never stopped, byte for byte',
  async (net) => {
    const config = DigitConfig.parse({ ...base, net });
    const straight = await trainTo(config, 'straight', 6);
    // In the middle of an epoch.
    const half = await trainTo(config, 'stopped', 2);
    expect([straight.step, half.step]).toEqual([6, 2]);
    expect(await trainTo(config, 'stopped', 6, half)).toEqual(straight);
    const curve = (name: string) =>
      readMetrics(metricsPath(join(directory, name))).map(({ step, loss }) => [step, loss]);
    expect(curve('stopped')).toEqual(curve('straight'));
  },
  60_000,
);

it('is resumed from what it began with where it is killed before it saves anything else', async () => {
  const config = DigitConfig.parse({ ...base, net: 'mnist-judge' });
  const straight = await trainTo(config, 'straight', 6);
  const killed = join(directory, 'killed');
  const { signal } = new AbortController();
  for await (const { kind } of train({ config, directory: killed, batches: batchesOf(config), threads: 1, signal })) {
    expect(kind).toBe('step');
    break;
  }
  const { checkpoint } = await loadCheckpoint(killed);
  expect(checkpoint.step).toBe(0);
  expect(await trainTo(config, 'killed', 6, checkpoint)).toEqual(straight);
});

it('keeps the last good checkpoint when the loss is no longer a number, and refuses another architecture', async () => {
  const config = DigitConfig.parse({ ...base, net: 'mnist-judge' });
  const good = await trainTo(config, 'run', 1);
  await expect(trainTo(config, 'run', 6, broken(good))).rejects.toThrow(/the loss became \S+ at step 2/);
  expect((await loadCheckpoint(join(directory, 'run'))).checkpoint).toEqual(good);

  const [name, other] = misshapen(good);
  await expect(trainTo(config, 'run', 6, other)).rejects.toThrow(`${name} in the training state is [`);
});

it('goes on where the last checkpoint would not be read, and tells of none in its place', async () => {
  const config = DigitConfig.parse({ ...base, net: 'mnist-judge', epochs: 1 });
  mkdirSync(join(directory, 'checkpoint.safetensors'));
  const options = { config, directory, batches: batchesOf(config), threads: 1, signal: new AbortController().signal };
  const kinds: string[] = [];
  for await (const { kind } of train(options)) kinds.push(kind);
  expect(kinds).toEqual(['step', 'step', 'step']);
  expect((await loadCheckpoint(directory)).checkpoint.step).toBe(3);
});

it.runIf(existsSync('/dev/full'))(
  'tells what failed first where the record cannot be written either',
  async () => {
    const config = DigitConfig.parse({ ...base, net: 'mnist-judge' });
    const path = metricsPath(directory);
    const batches = (index: number) => {
      if (index === 2) throw new Error('no more pictures');
      return batchesOf(config)(index);
    };
    const run = async () => {
      const options = { config, directory, batches, threads: 1, signal: new AbortController().signal };
      for await (const { kind } of train(options)) {
        expect(kind).toBe('step');
        rmSync(path);
        symlinkSync('/dev/full', path);
      }
    };
    await expect(run()).rejects.toThrow('no more pictures');
  },
  60_000,
);

/** The parameters blown up. */
function broken(good: Checkpoint): Checkpoint {
  const blown = Object.entries(good.state).map(([name, { dims, data }]) =>
    name.startsWith('param.') ? [name, { dims, data: data.map(() => 1e30) }] : [name, { dims, data }],
  );
  return { ...good, state: Object.fromEntries(blown) };
}

/** A parameter of another width, and its name. */
function misshapen(good: Checkpoint): [string, Checkpoint] {
  const [name, { dims }] = Object.entries(good.state).find(([key]) => key.startsWith('param.'))!;
  return [name, { ...good, state: { ...good.state, [name]: zeros([dims[0]! + 1, ...dims.slice(1)]) } }];
}
