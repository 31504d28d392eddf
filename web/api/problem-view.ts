import type { FieldError, Problem } from '@manifold/shared/protocol/problem';

/** What a problem says of fields beyond its own sentence: of a single one it may say the same again. */
export function furtherErrors({ detail, errors = [] }: Problem): FieldError[] {
  return errors.filter((error) => error.detail !== detail);
}

/** What is to be said in a form with these fields: beside each all of it, and elsewhere what the problem's own sentence leaves out. */
export function errorsInForm(problem: Problem, fields: readonly string[]): FieldError[] {
  const further = furtherErrors(problem);
  const isBeside = ({ pointer }: FieldError) => fields.includes(pointer.split('/')[1] ?? '');
  return (problem.errors ?? []).filter((error) => isBeside(error) || further.includes(error));
}
