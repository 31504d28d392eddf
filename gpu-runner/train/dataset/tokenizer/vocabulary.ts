/** A piece and the logarithm of its probability. */
export type Piece = readonly [text: string, score: number];

/** Stands for the space before a word. */
const SPACE = '▁';

/** First, so that their ids are those of T5: 0 fills up, 1 ends a text, 2 is what cannot be spelled. */
const SPECIAL = ['<pad>', '</s>', '<unk>'] as const;

/** Ends of words, with which unknown ones are spelled shorter. */
const ENDINGS = ['es', 'ed', 'er', 'est', 'ing', 'ly', 'al', 'ion', 'ful', 'less', 'ness', 'ish', "'s"] as const;
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789.,;:!?\'"()[]-_/&%+*=<>#@$';

/** Of what spells words that are not in the captions: less likely than any word that is. */
const ENDING_SCORE = -16;
const CHARACTER_SCORE = -18;

/** The words of captions as pieces, by how often they come, and what spells others; its order follows from the words alone. */
export function vocabularyOf(captions: Iterable<string>): Piece[] {
  const counts = countWords(captions);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const words = [...counts].map(([word, count]): Piece => [SPACE + word, Math.log(count / total)]);
  const spelling = [SPACE, ...new Set([...CHARACTERS, ...lettersOf(counts.keys())])].map(
    (text): Piece => [text, CHARACTER_SCORE],
  );
  const endings = ENDINGS.map((text): Piece => [text, ENDING_SCORE]);
  return [
    ...SPECIAL.map((text): Piece => [text, 0]),
    ...words.toSorted(byText),
    ...endings,
    ...spelling.toSorted(byText),
  ];
}

/** As the tokenizer reads a text: compatibility forms joined, in small letters. */
function countWords(captions: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const caption of captions) {
    for (const word of caption.normalize('NFKC').toLowerCase().split(/\s+/u))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  counts.delete('');
  return counts;
}

function lettersOf(words: Iterable<string>): string[] {
  return [...words].flatMap((word) => [...word]);
}

function byText([a]: Piece, [b]: Piece): number {
  return a < b ? -1 : 1;
}
