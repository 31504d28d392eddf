import { percent } from '../train/percent.ts';

/** Of a share of `count` independent pictures, as a share: that of a binomial distribution. */
export function standardError(share: number, count: number): number {
  return Math.sqrt((share * (1 - share)) / count);
}

/**
 * The standard error of the mean of values of which some go together: two clusters or more, independent of each other, none of them
 * empty. It is sqrt(k / (k - 1) sum (y_i - n_i p)^2) / n, where y_i is the sum of the n_i values of one of k clusters and p the mean
 * of all n; for clusters of one size, with means m_i, that is sqrt(sum (m_i - p)^2 / (k (k - 1))). Source: Cochran 1977, Sampling
 * Techniques, section 3.12.
 */
export function clusteredError(clusters: readonly (readonly number[])[]): number {
  const k = clusters.length;
  const n = clusters.flat().length;
  const p = sum(clusters.flat()) / n;
  const squares = clusters.map((values) => (sum(values) - values.length * p) ** 2);
  return Math.sqrt((k / (k - 1)) * sum(squares)) / n;
}

/** A share of `count` independent pictures with its standard error. */
export function withError(share: number, count: number): string {
  return shareText(share, standardError(share, count));
}

/**
 * A share with its standard error, both as shares, in points. Of none and of all any formula gives an error of 0, which would
 * promise too much: they stand alone.
 */
export function shareText(share: number, error: number): string {
  if (share === 0 || share === 1) return percent(share);
  const points = 100 * error;
  // Of very many pictures an error shows in the second place alone.
  const places = points > 0 && points < 0.05 ? 2 : 1;
  return `${(100 * share).toFixed(places)}% ± ${points.toFixed(places)}`;
}

/** What a card says of it. */
export const ERROR_NOTE = `A share has its standard error, sqrt(p (1 - p) / n), in points after ±; 0% and 100% have none, since of them the formula
says nothing.`;

/** The same for a terminal, whatever signs it has. */
export function inAscii(text: string): string {
  return text.replaceAll('±', '+-');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
