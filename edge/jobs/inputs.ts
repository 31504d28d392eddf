import type { JobRequest } from '@manifold/shared/protocol/job';
import { type InputRole, inputsOf } from '@manifold/shared/recipe/inputs';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { type Result, refused } from '../refusal.ts';
import { hasInput } from '../store/inputs.ts';

/** Where a request names each picture, by the form that the request has. */
const pointers = {
  technique: { start: '/image', held: '/image', mask: '/mask' },
  recipe: { start: '/recipe/start/image', held: '/recipe/hold/image', mask: '/recipe/hold/mask' },
} as const satisfies Record<string, Record<InputRole, string>>;

/** Refuses a recipe that names pictures which nobody has uploaded. */
export async function checkInputs(bucket: R2Bucket, request: JobRequest, recipe: Recipe): Promise<Result<undefined>> {
  const named = Object.entries(inputsOf(recipe)) as [InputRole, string][];
  const found = await Promise.all(named.map(([, digest]) => hasInput(bucket, digest)));
  const form = pointers['recipe' in request ? 'recipe' : 'technique'];
  const errors = named
    .filter((_, i) => !found[i])
    .map(([role, digest]) => ({
      pointer: form[role],
      detail: `there is no picture ${digest}; POST it to /v1/images first`,
    }));
  return errors.length === 0 ? { ok: true, value: undefined } : refused({ reason: 'invalid-request', errors });
}
