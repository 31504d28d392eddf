import { flagWords } from '@manifold/shared/protocol/flag';
import type { ImageRef } from '@manifold/shared/protocol/result';

/** A sentence for each print that was replaced by a black one; empty without any. */
export function flaggedText(images: readonly ImageRef[]): string {
  const named = (i: number) => (images.length === 1 ? 'It' : `Print ${i + 1}`);
  const sentences = images.map(({ flagged }, i) => (flagged ? `${named(i)} is black: ${flagWords[flagged]}.` : ''));
  return sentences.filter(Boolean).join(' ');
}
