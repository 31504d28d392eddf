import { expect, it } from 'vitest';
import { declared } from '../../nets/declarations.ts';
import { DIGIT_DEFAULTS, type DigitNetName } from './config.ts';
import { layoutOf } from './layout.ts';
import { digitNet } from './nets.ts';
import { digitPlan } from './plan.ts';

it.each<[net: DigitNetName, hidden: number, epochs: number, batch: number, lr: number, decay: number]>([
  ['mnist-denoiser', 128, 5, 256, 1e-4, 1],
  ['mnist-time', 64, 20, 128, 1e-3, 0.1],
  ['mnist-class', 64, 20, 128, 1e-3, 0.1],
  // Of the flow the rate and its fall alone are the course's.
  ['mnist-flow', 64, 10, 64, 1e-2, 0.1],
])(
  '%s is trained as the course trains it, unless something else is asked for',
  (net, hidden, epochs, batch, lr, decay) => {
    expect(DIGIT_DEFAULTS[net]).toMatchObject({ hidden, epochs, batch, lr, decay, limit: 60_000 });
  },
);

it('are moved by Muon in what lies between hidden layers, and nowhere else', () => {
  const net = digitNet({ net: 'mnist-class', ...DIGIT_DEFAULTS['mnist-class'], hidden: 2 });
  const { parameters } = declared(net);
  const outer = [...parameters.keys()].filter((name) => name.endsWith('.weight') && !net.isInner!(name));
  expect(outer.filter((name) => !name.includes('.norm.'))).toEqual([
    'time1.0.weight',
    'time2.0.weight',
    'class1.0.weight',
    'class2.0.weight',
    'in.0.conv.weight',
    'final.weight',
  ]);
});

it('have the rate, the optimiser and the timesteps that are asked for', () => {
  const asked = { ...DIGIT_DEFAULTS['mnist-time'], net: 'mnist-time', batch: 60_000, epochs: 2 } as const;
  const plan = digitPlan({ ...asked, decay: 0.25, optimiser: 'muon' });
  expect([plan.learningRate(0), plan.learningRate(1), plan.optimiser]).toEqual([1e-3, 5e-4, 'muon']);
  const { configs } = layoutOf({ ...asked, timesteps: 7 });
  expect(configs['scheduler/scheduler_config.json']).toMatchObject({ num_train_timesteps: 7 });
});
