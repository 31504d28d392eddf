import type { Problem } from '@manifold/shared/protocol/problem';
import type { InputRole } from '@manifold/shared/recipe/inputs';

/** The forms that a request for pictures comes in. */
export type Form = 'technique' | 'recipe';

/** Where a recipe names each picture. */
export const recipePointers = {
  start: '/start/image',
  held: '/hold/image',
  mask: '/hold/mask',
} as const satisfies Record<InputRole, string>;

const techniquePointers = { start: '/image', held: '/image', mask: '/mask' } as const;

/** Where a request of this form names a picture. */
export function pictureField(form: Form, role: InputRole): string {
  return form === 'recipe' ? `/recipe${recipePointers[role]}` : techniquePointers[role];
}

/** The problem of a computation, whose pointers are into its recipe, for whoever asked in this form. */
export function asAskedFor(form: Form, { errors, ...problem }: Problem): Problem {
  return errors
    ? { ...problem, errors: errors.map((error) => ({ ...error, pointer: fieldAt(form, error.pointer) })) }
    : problem;
}

function fieldAt(form: Form, pointer: string): string {
  const roles = Object.keys(recipePointers) as InputRole[];
  const role = roles.find((one) => recipePointers[one] === pointer);
  return role ? pictureField(form, role) : pointer;
}
