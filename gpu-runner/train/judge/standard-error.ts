import { percent } from '../percent.ts';

/** Of a share of `count` pictures, as a share: that of a binomial distribution. */
export function standardError(share: number, count: number): number {
  return Math.sqrt((share * (1 - share)) / count);
}

/** A share with its standard error in points. Of none and of all the formula gives 0, which would promise too much: they stand alone. */
export function withError(share: number, count: number): string {
  const points = 100 * standardError(share, count);
  if (points === 0) return percent(share);
  // Of very many pictures an error shows in the second place alone.
  const places = points < 0.05 ? 2 : 1;
  return `${(100 * share).toFixed(places)}% ± ${points.toFixed(places)}`;
}

/** What a card says of it. */
export const ERROR_NOTE = `A share has its standard error, sqrt(p (1 - p) / n), in points after ±; 0% and 100% have none, since of them the formula
says nothing.`;

/** The same for a terminal, whatever signs it has. */
export function inAscii(text: string): string {
  return text.replaceAll('±', '+-');
}
