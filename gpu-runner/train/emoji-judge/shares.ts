import { z } from 'zod';
import { rowsOf } from '../../tensor/rows.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Reading } from './judge.ts';
import type { Labels } from './run.ts';

/** What a picture shows, or was asked to show. */
export interface Told {
  readonly thing: string;
  readonly style: string;
}

/** How pictures were read, as shares of them. */
export const Shares = z.object({
  pictures: z.number(),
  /** Whose thing has the highest score, and one of the five highest. */
  top1: z.number(),
  top5: z.number(),
  /** Whose style has the highest score. */
  style: z.number(),
});
export type Shares = z.infer<typeof Shares>;

/** The same of the pictures of each style. */
export const SharesByStyle = Shares.extend({ byStyle: z.array(Shares.extend({ name: z.string() })) });
export type SharesByStyle = z.infer<typeof SharesByStyle>;

/** How the pictures that are told of, one a row, were read. */
export function sharesOf(told: readonly Told[], reading: Reading, labels: Labels): SharesByStyle {
  const things = told.map(({ thing }, row) => rankOf(reading.things, row, labels.things.indexOf(thing)));
  const styles = told.map(({ style }, row) => rankOf(reading.styles, row, labels.styles.indexOf(style)));
  const of = (rows: readonly number[]): Shares => ({
    pictures: rows.length,
    top1: shareOf(rows, (row) => things[row]! < 1),
    top5: shareOf(rows, (row) => things[row]! < 5),
    style: shareOf(rows, (row) => styles[row]! < 1),
  });
  const rowsIn = (name: string) => [...told.keys()].filter((row) => told[row]!.style === name);
  const names = labels.styles.filter((name) => rowsIn(name).length > 0);
  return { ...of([...told.keys()]), byStyle: names.map((name) => ({ name, ...of(rowsIn(name)) })) };
}

/**
 * How many of a row's scores are not below that of `label`, itself left out: 0 where it is read. A label that is none is never
 * read, nor is one whose score is no number.
 */
export function rankOf(scores: Tensor, row: number, label: number): number {
  if (label < 0) return Number.POSITIVE_INFINITY;
  const { data } = rowsOf(scores, row, row + 1);
  return data.filter((score) => !(score < data[label]!)).length - 1;
}

function shareOf(rows: readonly number[], holds: (row: number) => boolean): number {
  return rows.filter(holds).length / rows.length;
}
