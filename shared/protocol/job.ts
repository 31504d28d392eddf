import { z } from 'zod';
import { Digest } from '../image/digest.ts';
import { Recipe } from '../recipe/recipe.ts';
import { Technique } from '../recipe/technique.ts';
import { Problem } from './problem.ts';

/** Body of POST /v1/jobs in its second form; the first is a technique's fields, flat. */
export const RecipeRequest = z.strictObject({ recipe: Recipe }).meta({ id: 'RecipeRequest' });
export const JobRequest = z.union([Technique, RecipeRequest]).meta({ id: 'JobRequest' });
export type JobRequest = z.infer<typeof JobRequest>;

/** Parses a job's body by the form it has, so that errors speak of that form alone. */
export function parseJobRequest(body: unknown): z.ZodSafeParseResult<JobRequest> {
  const isRecipe = typeof body === 'object' && body !== null && 'recipe' in body;
  return isRecipe ? RecipeRequest.safeParse(body) : Technique.safeParse(body);
}

export const JobId = z.uuidv7().meta({ id: 'JobId' });
export type JobId = z.infer<typeof JobId>;

export const JobState = z.enum(['queued', 'leased', 'done', 'failed', 'cancelled']).meta({ id: 'JobState' });
export type JobState = z.infer<typeof JobState>;

/** States that a job never leaves. */
export function isFinal(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** One request, as its asker sees it. `resultId` is known at once: it is the recipe's name; the result exists once `state` is done. */
export const Job = z
  .strictObject({
    id: JobId,
    state: JobState,
    resultId: Digest,
    recipe: Recipe,
    rows: z.int().meta({ description: 'Price, in U-Net rows' }),
    createdAt: z.iso.datetime(),
    position: z.int().min(0).optional().meta({ description: 'Computations ahead in the queue, while queued' }),
    progress: z.strictObject({ step: z.int(), of: z.int() }).optional(),
    error: Problem.optional(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;
