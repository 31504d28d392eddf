import { expect, it } from 'vitest';
import { pageKey, placeOf } from './place.ts';

it.each([
  ['/', { page: 'studio' }],
  ['/job/a,b', { page: 'studio' }],
  ['/make/guidance', { page: 'form', technique: 'guidance' }],
  ['/make/sample', { page: 'elsewhere' }],
  ['/r/abc', { page: 'result', id: 'abc' }],
  ['/r/', { page: 'elsewhere' }],
  ['/else', { page: 'elsewhere' }],
])('knows the page at %s', (pathname, place) => {
  expect(placeOf(pathname)).toEqual(place);
});

it('tells one page from another, and not one job from another', () => {
  expect(pageKey('/job/a')).toBe(pageKey('/'));
  expect(pageKey('/make/noise')).not.toBe(pageKey('/make/blur'));
});
