import { problem } from '@manifold/shared/protocol/problem';
import { describe, expect, it } from 'vitest';
import { detailText, errorsInForm, furtherErrors, reasonOf } from './problem-view.ts';

const detail = 'the mask is all black';
const other = { pointer: '/seed', detail: 'is no whole number' };
const masked = (pointer: string) => problem('unusable-picture', detail, [{ pointer, detail }, other]);

it('does not say of a field what the problem says already', () => {
  expect(furtherErrors(masked('/mask'))).toEqual([other]);
  expect(furtherErrors(problem('internal', detail))).toEqual([]);
});

it('says it beside the field, in a form that has it', () => {
  const told = ['/mask', '/recipe/hold/mask'].map((pointer) => errorsInForm(masked(pointer), ['image', 'mask']));
  expect(told).toEqual([[{ pointer: '/mask', detail }, other], [other]]);
});

describe('a request that is not valid', () => {
  const pointing = 'some fields are not right; `errors` says which and why';
  const invalid = problem('invalid-request', pointing, [other]);
  const unknown = problem('unknown-bundle', 'there is no such bundle', [
    { pointer: '/bundle', detail: 'choose another' },
  ]);

  it('sends to its fields who finds what is wrong there, and not below it', () => {
    expect(detailText(invalid, [])).toBe('What is wrong stands beside the fields.');
    expect(detailText(invalid, [other])).toContain('Some fields are not right');
    expect([detailText(unknown, []), detailText(problem('invalid-request', 'no picture'), [])]).toEqual([
      'There is no such bundle.',
      'No picture.',
    ]);
  });

  it('has the first of its fields as its reason', () => {
    const reasons = [invalid, unknown, problem('invalid-request', 'no picture')].map(reasonOf);
    expect(reasons).toEqual(['Seed: Is no whole number.', 'There is no such bundle.', 'No picture.']);
  });
});
