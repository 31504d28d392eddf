import { z } from 'zod';
import { Digest } from '../image/digest.ts';
import { bounds, branchesMoreThan } from '../recipe/bounds.ts';
import { Recipe } from '../recipe/recipe.ts';
import { Train } from '../recipe/technique/train.ts';
import { Technique, techniqueNames } from '../recipe/technique.ts';
import { Training } from '../recipe/training.ts';
import { Problem } from './problem.ts';

/** Body of POST /v1/jobs in its second form; the first is a technique's fields, flat. */
export const RecipeRequest = z.strictObject({ recipe: Recipe }).meta({ id: 'RecipeRequest' });
export const JobRequest = z.union([Technique, RecipeRequest]).meta({ id: 'JobRequest' });
export type JobRequest = z.infer<typeof JobRequest>;

/** What POST /v1/jobs takes: pictures, or a training. */
export const AnyRequest = z.union([Technique, Train, RecipeRequest]).meta({ id: 'AnyRequest' });
export type AnyRequest = z.infer<typeof AnyRequest>;

/** What branches beyond all bounds is refused before it is parsed, for each branch is tried as every kind of estimate. */
const BoundedRequest = z
  .unknown()
  .refine((body) => !branchesMoreThan(body, bounds.branches), {
    path: ['recipe'],
    message: `has more than ${bounds.branches} parts in its means and sums; an estimate may have ${bounds.leaves} leaves`,
  })
  .pipe(RecipeRequest);

/** Parses a request for pictures by the form it has, so that errors speak of that form alone. */
export function parseJobRequest(body: unknown): z.ZodSafeParseResult<JobRequest> {
  return isRecipeForm(body) ? BoundedRequest.safeParse(body) : Technique.safeParse(body);
}

const AnyTechnique = z.discriminatedUnion('technique', [Technique, Train], {
  error: ({ input }) => (typeof input === 'object' && input !== null && !('technique' in input) ? formless : undefined),
});

/** What is said of a body that has neither form. */
const formless = `is missing: a body has the fields of a technique, one of ${[...techniqueNames, 'train'].join(', ')}, or a whole recipe in "recipe"`;

/** Parses a job's body by the form it has. */
export function parseAnyRequest(body: unknown): z.ZodSafeParseResult<AnyRequest> {
  return isRecipeForm(body) ? BoundedRequest.safeParse(body) : AnyTechnique.safeParse(body);
}

function isRecipeForm(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'recipe' in body;
}

export const JobId = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  .meta({ id: 'JobId', description: 'UUID of version 7, in lower case', format: 'uuid' });
export type JobId = z.infer<typeof JobId>;

export const JobState = z.enum(['queued', 'leased', 'done', 'failed', 'cancelled']).meta({ id: 'JobState' });
export type JobState = z.infer<typeof JobState>;

/** States that a job never leaves. */
export function isFinal(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

const common = {
  id: JobId,
  state: JobState,
  resultId: Digest,
  rows: z.int().meta({ description: 'Price, in U-Net rows' }),
  createdAt: z.iso.datetime(),
  position: z.int().min(0).optional().meta({ description: 'Computations ahead in the queue, while queued' }),
  progress: z.strictObject({ step: z.int(), of: z.int() }).optional(),
  error: Problem.optional(),
};

/** One request for pictures, as its asker sees it. `resultId` is known at once: it is the recipe's name; the result exists once `state` is done. */
export const Job = z.strictObject({ ...common, recipe: Recipe }).meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;

/** One request for a training. */
export const TrainingJob = z
  .strictObject({
    ...common,
    training: Training,
    gflop: z.number().meta({ description: 'Price, in GFLOP of convolutions and matrix products' }),
  })
  .meta({ id: 'TrainingJob' });
export type TrainingJob = z.infer<typeof TrainingJob>;

export const AnyJob = z.union([Job, TrainingJob]).meta({ id: 'AnyJob' });
export type AnyJob = z.infer<typeof AnyJob>;
