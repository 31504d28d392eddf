import { z } from 'zod';
import {
  canonicalTraining,
  MnistNet,
  type Training,
  trainingDefaults,
  trainingFields,
  trainingVersion,
  variationFields,
  variationNames,
} from '../training.ts';

/** Training a net. What is left out is as in the course. */
export const Train = z
  .strictObject({
    technique: z.literal('train'),
    net: MnistNet.meta({ description: 'What to train.' }),
    ...z.object({ ...trainingFields, ...variationFields }).partial().shape,
  })
  .refine(({ batch, limit }) => batch === undefined || limit === undefined || batch <= limit, {
    path: ['batch'],
    message: 'must be at most limit',
  })
  .superRefine(({ net, ...asked }, context) => {
    const strange = variationNames.filter((name) => asked[name] !== undefined && !(name in trainingDefaults[net]));
    for (const name of strange) context.addIssue({ code: 'custom', path: [name], message: `does not apply to ${net}` });
  })
  .meta({ id: 'Train', description: 'Training a net; for the operator alone' });
export type Train = z.infer<typeof Train>;

/** What determines the run: the defaults of the net filled in. A limit below the usual batch is one batch. */
export function trainingOf({ technique: _, net, ...asked }: Train): Training {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const { batch, ...rest } = { ...trainingDefaults[net], ...given };
  return canonicalTraining({ version: trainingVersion, net, ...rest, batch: Math.min(batch, rest.limit) });
}
