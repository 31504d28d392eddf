import { z } from 'zod';
import { Digest } from '../image/digest.ts';

/** An uploaded picture, as a technique or a recipe names it. */
export const InputPicture = z.strictObject({ digest: Digest }).meta({ id: 'InputPicture' });
export type InputPicture = z.infer<typeof InputPicture>;
