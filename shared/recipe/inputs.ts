import { z } from 'zod';
import type { Digest } from '../image/digest.ts';
import type { Recipe } from './recipe.ts';

/** What a recipe takes an input picture for. */
export const InputRole = z.enum(['start', 'held', 'mask']);
export type InputRole = z.infer<typeof InputRole>;

/** The pictures that a recipe starts from or holds, by digest. */
export function inputsOf({ start, hold }: Recipe): Partial<Record<InputRole, Digest>> {
  return {
    ...('image' in start && { start: start.image }),
    ...(hold && { held: hold.image }),
    ...(hold && 'mask' in hold && { mask: hold.mask }),
  };
}
