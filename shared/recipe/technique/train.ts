import { z } from 'zod';
import { TrainableNet, type Training, trainingDefaults, trainingFields, trainingVersion } from '../training.ts';

const { hidden, epochs, batch, lr, limit, seed, ema } = trainingFields;

/** Training a net. What is left out is as in the course. */
export const Train = z
  .strictObject({
    technique: z.literal('train'),
    net: TrainableNet.meta({ description: 'What to train.' }),
    hidden: hidden.optional(),
    epochs: epochs.optional(),
    batch: batch.optional(),
    lr: lr.optional(),
    limit: limit.optional(),
    seed: seed.optional(),
    ema: ema.optional(),
  })
  .refine(({ batch, limit }) => batch === undefined || limit === undefined || batch <= limit, {
    path: ['batch'],
    message: 'must be at most limit',
  })
  .meta({ id: 'Train', description: 'Training a net; for the operator alone' });
export type Train = z.infer<typeof Train>;

/** What determines the run: the defaults of the net filled in. A limit below the usual batch is one batch. */
export function trainingOf({ technique: _, net, ...asked }: Train): Training {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const { batch, ...rest } = { ...trainingDefaults[net], ...given };
  return { version: trainingVersion, net, ...rest, batch: Math.min(batch, rest.limit) };
}
