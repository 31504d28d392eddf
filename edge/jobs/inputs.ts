import type { Digest } from '@manifold/shared/image/digest';
import type { JobRequest } from '@manifold/shared/protocol/job';
import { type InputRole, inputsOf } from '@manifold/shared/recipe/inputs';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import { type Result, refused } from '../refusal.ts';
import { hasInput } from '../store/inputs.ts';
import { pictureField } from './picture-fields.ts';

/** Refuses a recipe that names pictures which nobody has uploaded. */
export async function checkInputs(bucket: R2Bucket, request: JobRequest, recipe: Recipe): Promise<Result<undefined>> {
  const named = namedIn(request, recipe);
  const found = await Promise.all(named.map(([, digest]) => hasInput(bucket, digest)));
  const errors = named
    .filter((_, i) => !found[i])
    .map(([pointer, digest]) => ({ pointer, detail: `there is no picture ${digest}; POST it to /v1/images first` }));
  return errors.length === 0 ? { ok: true, value: undefined } : refused({ reason: 'invalid-request', errors });
}

/** The pictures by the fields that name them, each field once: a recipe may both start from one and hold it. */
function namedIn(request: JobRequest, recipe: Recipe): [pointer: string, digest: Digest][] {
  const form = 'recipe' in request ? 'recipe' : 'technique';
  const roles = Object.entries(inputsOf(recipe)) as [InputRole, Digest][];
  return [...new Map(roles.map(([role, digest]) => [pictureField(form, role), digest]))];
}
