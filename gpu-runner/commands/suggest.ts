/** The known word that `word` was probably meant to be: the nearest, when at most a third of it differs. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const [nearest] = known.toSorted((a, b) => distance(word, a) - distance(word, b));
  return nearest !== undefined && distance(word, nearest) <= Math.ceil(nearest.length / 3) ? nearest : undefined;
}

/** Letters to insert, delete or replace to make one word of the other (Levenshtein 1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])));
    }
    row = next;
  }
  return row[b.length]!;
}
