import { ERROR_NOTE, inAscii, withError } from '../standard-error.ts';
import { DRAWINGS, type Realism } from './realism.ts';
import { SURE, type Sureness } from './sureness.ts';
import type { DigitVerdict, Verdict } from './verdict.ts';

/** What the judge says of samples: how they were read, and how far they are from real pictures. */
export interface Judgement {
  readonly read: Verdict | Sureness;
  readonly realism: Realism;
}

/** What guidance makes of samples, in short. */
export interface Scaled {
  readonly guidance: number;
  readonly samples: number;
  /** Part of the samples that was read as asked. */
  readonly share: number;
  /** The mean over the digits. */
  readonly variety: number | null;
  readonly frechet: number;
}

export function scaledOf(guidance: number, { read, realism: { frechet } }: Judgement): Scaled {
  const { samples, share } = read;
  return { guidance, samples, share, variety: 'readAsAsked' in read ? meanVariety(read) : null, frechet };
}

/** How samples were read, in words and as a table with its headings. */
interface Report {
  readonly summary: string;
  readonly rows: readonly (readonly string[])[];
  /** What the table's columns are. */
  readonly note: string;
}

/** The judgement as people read it in a terminal; `scaled` compares guidance scales, where there are several. */
export function verdictText({ read, realism }: Judgement, scaled: readonly Scaled[] = []): string {
  const { summary, rows } = reportOf(read);
  const comparison = scaled.length > 0 ? `\n${inColumns(rowsOfScales(scaled))}` : '';
  return `${inAscii(summary)}\n${distances(realism)}\n${inColumns(rows)}${comparison}`;
}

function inColumns(rows: Report['rows']): string {
  const told = rows.map((row) => row.map(inAscii));
  const widths = told[0]!.map((_, i) => Math.max(...told.map((row) => row[i]!.length)));
  return told.map((row) => `${row.map((cell, i) => cell.padStart(widths[i]! + 2)).join('')}\n`).join('');
}

/** The section of a bundle's card that says what `command` printed. */
export function verdictSection({ read, realism }: Judgement, command: string, scaled: readonly Scaled[] = []): string {
  const { summary, rows, note } = reportOf(read);
  return `## Judged

    ${command}

${summary}, by the classifier in \`mnist-judge\`.

${distances(realism)}. It is the distance of Heusel et al. 2017 on
the features that the classifier's last layer reads.

${note}

${tableOf(rows)}
${comparisonOf(scaled)}
${ERROR_NOTE}

![Samples, ten a row](samples.png)
`;
}

function tableOf([headings, ...body]: Report['rows']): string {
  return [headings!, headings!.map(() => '---:'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** A table of guidance scales, where several were tried. */
function comparisonOf(scaled: readonly Scaled[]): string {
  if (scaled.length === 0) return '';
  return `
Guidance makes a digit plainer and its samples more alike. Of as many samples at each scale:

${tableOf(rowsOfScales(scaled))}
`;
}

function rowsOfScales(scaled: readonly Scaled[]): Report['rows'] {
  const cells = ({ guidance, samples, share, variety, frechet }: Scaled) => [
    String(guidance),
    withError(share, samples),
    variety?.toFixed(2) ?? '-',
    frechet.toFixed(2),
  ];
  return [['guidance', 'read as asked', 'variety', 'Frechet distance'], ...scaled.map(cells)];
}

/** Over the digits; null where there is one sample of each. */
function meanVariety({ digits }: Verdict): number | null {
  const known = digits.flatMap(({ variety }) => variety ?? []);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function reportOf(read: Verdict | Sureness): Report {
  return 'readAsAsked' in read ? ofAsked(read) : ofUnasked(read);
}

function ofAsked({ readAsAsked, samples, share, digits }: Verdict): Report {
  return {
    summary: `read as asked: ${readAsAsked} of ${samples} (${withError(share, samples)})`,
    rows: [['digit', 'read as asked', 'variety', 'of test pictures'], ...digits.map(cellsOf)],
    note: `Variety is the mean Euclidean distance between the pixels of two samples of a digit, beside that of as many test
pictures${shortage(digits)}.`,
  };
}

/** What is true of digits that the test set has fewer pictures of than there are samples. */
function shortage(digits: readonly DigitVerdict[]): string {
  const counts = digits.filter(({ samples, testPictures }) => testPictures < samples);
  if (counts.length === 0) return '';
  return `, or of all there are: ${counts.map(({ digit, testPictures }) => `${testPictures} of ${digit}`).join(', ')}`;
}

function cellsOf({ digit, samples, readAsAsked, variety, testVariety }: DigitVerdict): string[] {
  const places = (value: number | null) => value?.toFixed(2) ?? '-';
  return [String(digit), withError(readAsAsked / samples, samples), places(variety), places(testVariety)];
}

function ofUnasked({ sure, samples, share, testShare, testPictures, digits }: Sureness): Report {
  const ofSamples = (part: number) => withError(part, samples);
  const ofTest = (part: number) => withError(part, testPictures);
  return {
    summary: `read with confidence: ${sure} of ${samples} (${ofSamples(share)}; of the test pictures ${ofTest(testShare)})`,
    rows: [
      ['digit', 'read', 'of test pictures'],
      ...digits.map(({ digit, ...shares }) => [String(digit), ofSamples(shares.share), ofTest(shares.testShare)]),
    ],
    note: `With confidence is with a probability of ${SURE} or more. The table has the part of the samples that is read as each digit,
beside that of the test pictures.`,
  };
}

function distances({ frechet, halves, few, isEven, asMany }: Realism): string {
  const [to, real, fewest] = [frechet, halves, asMany].map((distance) => distance.toFixed(2));
  const some = `${few} of them${isEven ? ', as many of each digit,' : ''} from the others: ${fewest}`;
  return `Frechet distance to the test pictures: ${to} (between two halves of them: ${real}; ${some}; both are means of ${DRAWINGS} drawings)`;
}
