import { expect, it } from 'vitest';
import { makeVisits } from './visits.ts';

it('reads a query once, however often it is come back to', () => {
  const visits = makeVisits();
  expect(visits.isNew('?a')).toBe(true);
  visits.read('?a');
  expect(visits.isNew('?a')).toBe(false);
  visits.leave('/r/1');
  visits.leave(-1);
  expect(visits.isNew('?a')).toBe(false);
});

it('reads it again when a link to it is followed again', () => {
  const visits = makeVisits();
  visits.read('?a');
  visits.leave('/r/1');
  visits.leave('/?a');
  expect(visits.isNew('?a')).toBe(true);
});

it('reads it again when another was read since', () => {
  const visits = makeVisits();
  visits.read('?a');
  visits.leave('/?b');
  visits.read('?b');
  visits.leave(-1);
  expect(visits.isNew('?a')).toBe(true);
});

it('tells who comes back from who follows a link, whatever was read', () => {
  const visits = makeVisits();
  visits.read('?a');
  expect(visits.isReturn()).toBe(false);
  visits.leave(-1);
  expect(visits.isReturn()).toBe(true);
  visits.leave('/?a');
  expect(visits.isReturn()).toBe(false);
});
