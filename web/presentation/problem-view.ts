import type { FieldError, Problem } from '@manifold/shared/protocol/problem';
import { labelOfPointer } from './field-words.ts';
import { sentence } from './words.ts';

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

/** What is wrong with a field, with its name. */
export function errorText({ pointer, detail }: FieldError): string {
  return [labelOfPointer(pointer), sentence(detail)].filter(Boolean).join(': ');
}

/** Whether its own sentence does no more than point to its errors. */
function isPointing({ type }: Problem): boolean {
  return type === '/problems/invalid-request';
}

/** What a problem says itself, where of its further errors those `listed` stand below it and the others beside their fields. */
export function detailText(problem: Problem, listed: readonly FieldError[]): string {
  const isElsewhere = isPointing(problem) && listed.length === 0 && furtherErrors(problem).length > 0;
  return isElsewhere ? 'What is wrong stands beside the fields.' : sentence(problem.detail);
}

/** Why something failed, in a sentence for who sees no fields. */
export function reasonOf(problem: Problem): string {
  const [first] = isPointing(problem) ? furtherErrors(problem) : [];
  return first ? errorText(first) : sentence(problem.detail);
}
