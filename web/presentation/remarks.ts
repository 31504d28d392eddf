import { flagWords } from '@manifold/shared/protocol/flag';
import type { Result } from '@manifold/shared/protocol/result';
import { shortened } from '@manifold/shared/recipe/shortened';

/** Characters of what was not read that are shown. */
const shown = 80;

/** What is to be said of a result beside that it is there; empty where it is as it was asked for. */
export function remarksOn({ images, unread = [] }: Pick<Result, 'images' | 'unread'>): string {
  const named = (i: number) => (images.length === 1 ? 'It' : `Print ${i + 1}`);
  const flagged = images.map(({ flagged }, i) => (flagged ? `${named(i)} is black: ${flagWords[flagged]}.` : ''));
  const cut = unread.map(
    ({ words }) => `A prompt is longer than the model reads, and reading stopped here: “${shortened(words, shown)}”.`,
  );
  return [...flagged, ...cut].filter(Boolean).join(' ');
}
