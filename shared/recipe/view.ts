import { z } from 'zod';
import { Seed } from './seed.ts';

/** Views that are the same for everybody. */
export const fixedViews = [
  'identity',
  'flip',
  'rotate-180',
  'rotate-cw',
  'rotate-ccw',
  'negate',
  'skew',
  'inner-circle',
  'square-hinge',
] as const;

/** Views that put pieces into an order which a seed draws. */
export const drawnViews = ['patches', 'pixels', 'jigsaw'] as const;

export const View = z.union([z.enum(fixedViews), z.strictObject({ permute: z.enum(drawnViews), seed: Seed })]).meta({
  id: 'View',
  description:
    "Permutes the picture's pixels, and may flip the sign of eps, so that Gaussian noise stays Gaussian (Geng et al. 2024, arXiv:2311.17919). `permute` names the pieces that move, `seed` their order.",
});
export type View = z.infer<typeof View>;

/** Any view by its name alone. */
export const ViewName = z.enum([...fixedViews, ...drawnViews]);
export type ViewName = z.infer<typeof ViewName>;

/** The view of this name; one that is drawn takes `seed`. */
export function namedView(name: ViewName, seed: number): View {
  const drawn = drawnViews.find((one) => one === name);
  return drawn ? { permute: drawn, seed } : (name as View);
}
