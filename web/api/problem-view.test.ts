import { problem } from '@manifold/shared/protocol/problem';
import { expect, it } from 'vitest';
import { errorsInForm, furtherErrors } from './problem-view.ts';

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
