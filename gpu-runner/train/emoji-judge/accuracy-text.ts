import { datasetCommand, unknownText } from '../dataset/held-out.ts';
import type { Lap } from '../history.ts';
import { percent } from '../percent.ts';
import type { Accuracy } from './accuracy.ts';
import type { Shares } from './shares.ts';

const HEADINGS = ['', 'pictures', 'thing', 'among five', 'style'];

/** The figures as people read them in a terminal. */
export function accuracyText(accuracy: Accuracy): string {
  return rowsOf(accuracy)
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(12))).join(''))
    .join('\n');
}

/** The section of the judge's card that holds them, after which other runs its own came. */
export function accuracySection(accuracy: Accuracy, before: readonly Lap[]): string {
  const unknown = unknownText(before);
  const [headings, ...body] = rowsOf(accuracy);
  const table = [headings!, headings!.map((_, i) => (i === 0 ? ':---' : '---:')), ...body];
  return `## Accuracy

    ${datasetCommand(accuracy.set)}
    manifold train accuracy DIR --data TEST

Of pictures that it was not trained on, those of one thing: which part has the right thing first, which part has it among the
first five, and which part has the right style. The data set's digest is
\`${accuracy.digest}\`${unknown ? `; ${unknown}` : ''}.

${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`;
}

function rowsOf({ byStyle, ...all }: Accuracy): string[][] {
  return [HEADINGS, ...byStyle.map((shares) => cellsOf(shares.name, shares)), cellsOf('all', all)];
}

function cellsOf(name: string, { pictures, top1, top5, style }: Shares): string[] {
  return [name, String(pictures), ...[top1, top5, style].map(percent)];
}
