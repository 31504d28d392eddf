import { expect, it } from 'vitest';
import { fieldErrors } from '../protocol/problem.ts';
import { Train, trainingOf } from './technique/train.ts';
import { MnistNet, trainingDefaults, variationNames } from './training.ts';
import { workId } from './work.ts';

const asked = (net: MnistNet, more: object = {}) => trainingOf(Train.parse({ technique: 'train', net, ...more }));

it('is named as it was before it could vary, whether the usual values are told or not', async () => {
  const id = await workId(asked('mnist-class'));
  expect(id).toBe('d16eef0595e11ac4425a85cc5e3aebfa7ff97af8d6339f0981b7ca7d36d2e603');
  expect(await workId(asked('mnist-class', { ...trainingDefaults['mnist-class'] }))).toBe(id);
  expect(await workId(asked('mnist-class', { drop: 0.2 }))).not.toBe(id);
});

it('keeps what is asked for otherwise', () => {
  const varied = { optimiser: 'muon', decay: 1, timesteps: 100 };
  expect(asked('mnist-time', varied)).toMatchObject(varied);
  expect(asked('mnist-denoiser', { sigma: 0.3, decay: 1 })).toMatchObject({ sigma: 0.3 });
  expect(asked('mnist-denoiser', { decay: 1 })).not.toHaveProperty('decay');
});

it.each(MnistNet.options)('names what does not apply to %s', (net) => {
  const values = { optimiser: 'adam', decay: 1, sigma: 1, drop: 0, timesteps: 2 };
  const strange = variationNames.filter((name) => !(name in trainingDefaults[net]));
  expect(strange.length).toBeGreaterThan(0);
  const { error } = Train.safeParse({ technique: 'train', net, ...values });
  expect(fieldErrors(error!)).toEqual(
    strange.map((name) => ({ pointer: `/${name}`, detail: `does not apply to ${net}` })),
  );
});
