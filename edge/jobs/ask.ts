import { type AnyRequest, type JobRequest, parseAnyRequest } from '@manifold/shared/protocol/job';
import type { Manifest } from '@manifold/shared/protocol/manifest';
import { fieldErrors } from '@manifold/shared/protocol/problem';
import { prepareRecipe, prepareTechnique } from '@manifold/shared/recipe/prepare';
import type { Recipe } from '@manifold/shared/recipe/recipe';
import type { Train } from '@manifold/shared/recipe/technique/train';
import { type Result, refused } from '../refusal.ts';

/** Whether a body asks for a training, well-formed or not. */
export function asksToTrain(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'technique' in body && body.technique === 'train';
}

export function isTrain(request: AnyRequest): request is Train {
  return 'technique' in request && request.technique === 'train';
}

/** A body that is a technique or a recipe, well-formed. */
export function understand(body: unknown): Result<AnyRequest> {
  const parsed = parseAnyRequest(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  return refused({ reason: 'invalid-request', errors: fieldErrors(parsed.error) });
}

/** The recipe that a request stands for on the bundles served here, checked. `random` yields uniform 32-bit integers. */
export function prepare(request: JobRequest, manifests: Manifest[], random: () => number): Result<Recipe> {
  const { name, pointer } = bundleOf(request);
  const manifest = manifests.find((one) => one.name === name);
  const served = manifests.map((one) => one.name);
  if (!manifest) return refused({ reason: 'unknown-bundle', pointer, name, served });
  const prepared =
    'recipe' in request ? prepareRecipe(request.recipe, manifest) : prepareTechnique(request, manifest, random);
  if (prepared.ok) return { ok: true, value: prepared.recipe };
  const under = 'recipe' in request ? '/recipe' : '';
  const errors = prepared.faults.map(({ pointer, detail }) => ({ pointer: under + pointer, detail }));
  return refused({ reason: 'invalid-request', errors });
}

function bundleOf(request: JobRequest): { name: string; pointer: string } {
  if ('recipe' in request) return { name: request.recipe.bundle.name, pointer: '/recipe/bundle/name' };
  return { name: request.bundle, pointer: '/bundle' };
}
