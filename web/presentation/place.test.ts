import { techniqueNames } from '@manifold/shared/recipe/technique';
import { expect, it } from 'vitest';
import { pageKey, placeOf, titleOf } from './place.ts';
import { formAddressOf } from './technique-words.ts';

it.each([
  ['/', { page: 'studio' }],
  ['/job/a,b', { page: 'studio' }],
  ['/make/guidance', { page: 'form', technique: 'guidance' }],
  ['/make/nothing', { page: 'elsewhere' }],
  ['/r/abc', { page: 'result', id: 'abc' }],
  ['/r/', { page: 'elsewhere' }],
  ['/r/a/b', { page: 'elsewhere' }],
  ['/job', { page: 'elsewhere' }],
  ['/job/', { page: 'elsewhere' }],
  ['/job/a/b', { page: 'elsewhere' }],
  ['/make/edit/x', { page: 'elsewhere' }],
  ['//', { page: 'elsewhere' }],
  ['/job/a/', { page: 'studio' }],
  ['/R/abc/', { page: 'result', id: 'abc' }],
  ['/else', { page: 'elsewhere' }],
])('knows the page at %s', (pathname, place) => {
  expect(placeOf(pathname)).toEqual(place);
});

it.each(techniqueNames)('knows the form of %s', (technique) => {
  expect(placeOf(formAddressOf(technique))).toEqual({ page: 'form', technique });
  expect(formAddressOf(technique, 'a&b')).toBe(`/make/${technique}?bundle=a%26b`);
});

it('tells one page from another, and not one job from another', () => {
  expect(pageKey('/job/a')).toBe(pageKey('/'));
  expect(pageKey('/make/noise')).not.toBe(pageKey('/make/blur'));
});

it('calls each page after what is made there, and says how it stands', () => {
  const titles = techniqueNames.map((technique) => titleOf(technique, { state: 'idle', text: 'idle' }));
  expect(new Set(titles).size).toBe(techniqueNames.length);
  expect(titleOf('edit', { state: 'idle', text: 'idle' })).toBe('Edit a picture · Manifold');
  expect(titleOf('edit', { state: 'done', text: 'developed' })).toBe('developed · Edit a picture · Manifold');
  expect(titleOf(undefined, { state: 'developing', text: 'training' })).toBe('training · Manifold');
});
