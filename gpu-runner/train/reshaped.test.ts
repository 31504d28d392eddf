import { expect, it } from 'vitest';
import { declarationsOf } from '../nets/declarations.ts';
import type { TrainableNet } from '../nets/net.ts';
import { type Tensors, zeros } from '../tensor/tensor.ts';
import { trainingPlanOf } from './configs.ts';
import { DIGIT_DEFAULTS } from './digits/config.ts';
import { tinyDiscs } from './if-tiny/discs.fixture.ts';
import { tinyNets } from './if-tiny/run.ts';
import { reshaped } from './reshaped.ts';

const tiny = { ...tinyDiscs, widths: '16,32,64' };
const text = { ...tinyDiscs, net: 'if-tiny-text' } as const;
const digits = { ...DIGIT_DEFAULTS['mnist-class'], net: 'mnist-class', hidden: 8 } as const;

function stateOf(net: TrainableNet): Tensors {
  return Object.fromEntries([...declarationsOf(net)].map(([name, { dims }]) => [`param.${name}`, zeros(dims)]));
}

it('a run of if-tiny goes on from what any of its nets, or the reader of its texts, has learnt', () => {
  const nets = [...tinyNets(tiny), trainingPlanOf(text).phases[0]!.net()];
  for (const net of nets) expect(reshaped({ ...tiny, sizes: '16:4:2' }, stateOf(net))).toBeUndefined();
});

it.each([
  [{ ...tiny, widths: '32,32,64' }, tiny],
  [{ ...tiny, widths: '16,32' }, tiny],
  [{ ...digits, hidden: 16 }, digits],
])('names a parameter that has another shape in a net of other widths', (config, before) => {
  const state = stateOf(trainingPlanOf(before).phases.at(-1)!.net());
  expect(reshaped(before, state)).toBeUndefined();
  const { name, was, wanted } = reshaped(config, state)!;
  expect(state[`param.${name}`]!.dims).toEqual(was);
  expect(wanted).not.toEqual(was);
});
