import { beforeAll, describe, expect, it } from 'vitest';
import { mnistClassEps } from '../nets/mnist/unet.ts';
import { normalTensor } from '../runtime/gradient-check.fixture.ts';
import type { Tensor, Tensors } from '../tensor/tensor.ts';
import { weightsOf } from './state.ts';
import { createTrainStep, type TrainStep } from './step.ts';

const BATCH = 6;
const net = mnistClassEps({ hidden: 8, trainSteps: 300 });
const options = { batch: BATCH, seed: 1, threads: 2, ema: 0.99 };

/** Example batches of the shapes the network wants. */
function feeds(i: number): Tensors {
  return {
    x_t: normalTensor([BATCH, 1, 28, 28], 10 + i),
    eps: normalTensor([BATCH, 1, 28, 28], 20 + i),
    t: { dims: [BATCH], data: Float32Array.from({ length: BATCH }, (_, j) => 50 * j) },
    c: { dims: [BATCH, 10], data: new Float32Array(10 * BATCH).map((_, j) => Number(j % 11 === 0 && j < 50)) },
  };
}

let step: TrainStep;
let initial: Tensors;
beforeAll(async () => {
  step = await createTrainStep(net, options);
  initial = step.save();
});

async function trained(steps: number, from = initial) {
  step.load(from);
  const done = from.step!.data[0]!;
  const losses: number[] = [];
  for (let i = done; i < done + steps; i++) losses.push((await step.run(feeds(i), 1e-3)).loss);
  return { losses, state: step.save() };
}

describe('createTrainStep', () => {
  it('gives the losses of PyTorch 2.13 for the same weights and batches', async () => {
    const { losses } = await trained(3);
    const golden = [1.087223649, 1.1153054237, 1.1038269997];
    expect(Math.max(...losses.map((loss, i) => Math.abs(loss - golden[i]!)))).toBeLessThan(1e-5);
  });

  it('gives the same bytes for the same seed and number of threads', async () => {
    const first = await trained(3);
    step = await createTrainStep(net, options);
    const second = await trained(3, step.save());
    expect(Object.keys(second.state)).toEqual(Object.keys(first.state));
    for (const [name, { data }] of Object.entries(first.state)) {
      expect(bytes(data).equals(bytes(second.state[name]!.data)), name).toBe(true);
    }
  });

  it('goes on from a saved state as if it had not stopped', async () => {
    const whole = await trained(4);
    const half = await trained(2);
    const rest = await trained(2, half.state);
    expect([...half.losses, ...rest.losses]).toEqual(whole.losses);
    expect(rest.state.step!.data[0]).toBe(4);
  });

  it('refuses a state that lacks a tensor or has one of another shape, by name', () => {
    const { 'adam.v.final.bias': _, ...missing } = initial;
    expect(() => step.load(missing)).toThrow('the training state has no adam.v.final.bias');
    const wrong = { ...initial, 'param.final.bias': normalTensor([2], 1) };
    expect(() => step.load(wrong)).toThrow('param.final.bias in the training state is [2], where [1] is wanted');
  });

  it('adopts the weights that another net has in the same shape, leaves the rest as it was, and begins to optimise anew', async () => {
    const { state } = await trained(1);
    const other = { 'param.final.weight': normalTensor([2, 2], 1), 'param.unknown': normalTensor([2], 1) };
    const smaller = { ...state, ...other, step: { dims: [1], data: Float32Array.of(5000) } };
    step.load({ ...state, 'param.final.weight': initial['param.final.weight']! });
    step.adopt(smaller);
    const adopted = step.save();
    expect(Object.keys(adopted).sort()).toEqual(Object.keys(initial).sort());
    for (const name of ['param.final.bias', 'stat.in.0.norm.running_var']) {
      expect(adopted[name], name).toEqual(state[name]);
      expect(adopted[name.replace(/^\w+/, 'ema')], name).toEqual(state[name]);
    }
    expect(adopted['param.final.weight']).toEqual(initial['param.final.weight']);
    for (const name of Object.keys(initial).filter((each) => each.startsWith('adam.') || each === 'step'))
      expect(adopted[name], name).toEqual(initial[name]);
    await step.run(feeds(1), 1e-3);
    const farthest = greatestDistance(step.save()['param.final.weight']!, adopted['param.final.weight']!);
    expect(farthest / 1e-3).toBeCloseTo(1, 2);
  });

  it('moves a parameter by its share of the learning rate, and keeps no averages at a decay of 0', async () => {
    const share = 0.25;
    const shareOf = (name: string) => (name === 'final.bias' ? share : 1);
    const held = await createTrainStep({ ...net, shareOf }, { ...options, ema: 0 });
    held.load(initial);
    expect(Object.keys(held.save()).filter((name) => name.startsWith('ema.'))).toEqual([]);
    await held.run(feeds(0), 1e-3);
    const [slow, whole] = [held.save(), (await trained(1)).state];
    const movedBy = (state: Tensors) => state['param.final.bias']!.data[0]! - initial['param.final.bias']!.data[0]!;
    expect(movedBy(slow) / movedBy(whole)).toBeCloseTo(share, 3);
    expect(slow['param.final.weight']).toEqual(whole['param.final.weight']);
  });

  it('moves what is inner by Muon, if asked to, and keeps no squares of that; the rest by Adam', async () => {
    const isInner = (name: string) => !name.startsWith('final.');
    const other = await createTrainStep({ ...net, isInner }, { ...options, optimiser: 'muon' });
    other.load(initial);
    await other.run(feeds(0), 1e-3);
    const [muon, adam] = [other.save(), (await trained(1)).state];
    const squares = Object.keys(muon).filter((name) => name.startsWith('adam.v.'));
    const isMuons = (name: string) => isInner(name) && initial[`param.${name}`]!.dims.length > 1;
    expect(squares.map((name) => name.slice('adam.v.'.length)).filter(isMuons)).toEqual([]);
    for (const name of Object.keys(weightsOf(initial, 'param')).filter((each) => `param.${each}` in initial)) {
      const [mine, adams] = [muon, adam].map((state) => state[`param.${name}`]);
      if (isMuons(name)) expect(mine, name).not.toEqual(adams);
      else expect(mine, name).toEqual(adams);
    }
  });

  it('moves the running statistics by a tenth, and the averages towards both by a decay that grows to the one asked for', async () => {
    const { state: once } = await trained(1);
    const { state: twice } = await trained(1, once);
    const variance = 'in.0.norm.running_var';
    expect([...once[`stat.${variance}`]!.data].every((v) => v >= 0.9)).toBe(true);
    for (const [kind, name] of [
      ['param', 'final.weight'],
      ['stat', variance],
    ] as const) {
      for (const [t, before, after] of [
        [1, initial, once],
        [2, once, twice],
      ] as const) {
        const [average, value] = [before[`ema.${name}`]!, after[`${kind}.${name}`]!];
        expect(greatestDistance(before[`${kind}.${name}`]!, value), name).toBeGreaterThan(1e-5);
        const decay = Math.min(options.ema, t / (9 + t));
        const expected = average.data.map((x, i) => x + (1 - decay) * (value.data[i]! - x));
        expect(greatestDistance(after[`ema.${name}`]!, { data: expected }), `${name} ${t}`).toBeLessThan(1e-7);
      }
    }
  });
});

it('weightsOf gives parameters and statistics by their own names', () => {
  const [now, averaged] = [weightsOf(initial, 'param'), weightsOf(initial, 'ema')];
  expect(Object.keys(now).sort()).toEqual(Object.keys(averaged).sort());
  expect(now['in.0.norm.running_var']!.dims).toEqual([8]);
});

function bytes(data: Float32Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function greatestDistance(a: Pick<Tensor, 'data'>, b: Pick<Tensor, 'data'>): number {
  return a.data.reduce((most, x, i) => Math.max(most, Math.abs(x - b.data[i]!)), 0);
}
