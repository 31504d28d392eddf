import type { Result } from '@manifold/shared/protocol/result';
import { expect, it } from 'vitest';
import { remarksOn } from './remarks.ts';

const image: Result['images'][number] = { digest: 'a'.repeat(64), width: 64, height: 64, url: '/v1/images/a.png' };

it('has nothing to say of prints that are as they were asked for', () => {
  expect(remarksOn({ images: [image, image] })).toBe('');
});

it('names the prints that are black, and why', () => {
  const flagged = { ...image, flagged: 'unsafe' } as const;
  expect(remarksOn({ images: [flagged] })).toBe('It is black: the safety checker takes it for unsafe.');
  expect(remarksOn({ images: [image, flagged] })).toMatch(/^Print 2 is black: /);
});

it('shows what of a prompt was not read, the beginning of it where that is long', () => {
  const unread = (words: string) => ({ words, read: 31, leftOut: 4 });
  expect(remarksOn({ images: [image], unread: [unread('by night')] })).toBe(
    'A prompt is longer than the model reads, and reading stopped here: “by night”.',
  );
  expect(remarksOn({ images: [image], unread: [unread('very '.repeat(60))] })).toMatch(/: “very (very ){14}very…”\.$/);
  expect(remarksOn({ images: [image], unread: [unread(`x${'🍎'.repeat(60)}`)] }).isWellFormed()).toBe(true);
});
