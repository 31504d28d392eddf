import { z } from 'zod';

/** Standard deviation of a Gaussian, in pixels of a 64 px picture; it scales with the size. */
export const BlurSigma = z.number().min(0.1).max(16);

const Band = z
  .strictObject({ pass: z.literal('band'), fine: BlurSigma, coarse: BlurSigma })
  .refine(({ fine, coarse }) => fine < coarse, { path: ['coarse'], message: 'must be more than fine' });

export const Filter = z
  .union([
    z.strictObject({ pass: z.enum(['low', 'high']), sigma: BlurSigma }),
    Band,
    z.strictObject({ channels: z.enum(['mean', 'rest']) }),
    z.strictObject({ motion: z.enum(['blur', 'rest']) }),
    z.strictObject({ scale: z.number().min(-8).max(8) }),
  ])
  .meta({
    id: 'Filter',
    description:
      'A linear filter on eps (Geng et al. 2024, arXiv:2404.11615); those of a sum must add to the identity. With G(s) the Gaussian blur, sigmas in pixels of a 64 px picture: `pass` is G(sigma), 1 - G(sigma) or G(fine) - G(coarse), `channels` their mean or the rest, `motion` the blur along the diagonal or the rest, `scale` a factor.',
  });
export type Filter = z.infer<typeof Filter>;

/** A filter as a sum of parts, each with its factor: the identity and blurs by name. */
type Terms = readonly (readonly [part: string, factor: number])[];

const identity = 'identity';
/** Weights are decimal fractions, which binary ones only come near to. */
const tolerance = 1e-9;

/** Whether the filters of a sum add to the identity, without which the sum is no estimate of the noise. */
export function addToIdentity(filters: readonly Filter[]): boolean {
  const sums = new Map([[identity, -1]]);
  for (const [part, factor] of filters.flatMap(termsOf)) sums.set(part, (sums.get(part) ?? 0) + factor);
  return [...sums.values()].every((sum) => Math.abs(sum) < tolerance);
}

function termsOf(filter: Filter): Terms {
  if ('channels' in filter) return blurOrRest('mean of channels', filter.channels === 'mean');
  if ('motion' in filter) return blurOrRest('motion', filter.motion === 'blur');
  if ('scale' in filter) return [[identity, filter.scale]];
  if (filter.pass !== 'band') return blurOrRest(`gaussian ${filter.sigma}`, filter.pass === 'low');
  return [
    [`gaussian ${filter.fine}`, 1],
    [`gaussian ${filter.coarse}`, -1],
  ];
}

function blurOrRest(blur: string, isBlur: boolean): Terms {
  if (isBlur) return [[blur, 1]];
  return [
    [identity, 1],
    [blur, -1],
  ];
}
