import type { DigitVerdict, Verdict } from './verdict.ts';

const HEADINGS = ['digit', 'read as asked', 'variety', 'of test pictures'];

/** The verdict as people read it in a terminal. */
export function verdictText(verdict: Verdict): string {
  const rows = [HEADINGS, ...verdict.digits.map(cells)];
  const lines = rows.map((row) => row.map((cell, i) => cell.padStart(HEADINGS[i]!.length + 2)).join(''));
  return `${summary(verdict)}\n${lines.join('\n')}\n`;
}

/** The section of a bundle's card that says what `command` printed. */
export function verdictSection(verdict: Verdict, command: string): string {
  const row = (values: readonly string[]) => `| ${values.join(' | ')} |`;
  const rows = [HEADINGS, HEADINGS.map(() => '---:'), ...verdict.digits.map(cells)].map(row);
  return `## Judged

    ${command}

${summary(verdict)}, by the classifier in \`mnist-judge\`. Variety is the mean Euclidean distance between the pixels of two samples
of a digit, beside that of as many test pictures.

${rows.join('\n')}

![Samples, a row a digit](samples.png)
`;
}

function summary({ readAsAsked, samples }: Verdict): string {
  return `read as asked: ${readAsAsked} of ${samples} (${percent(readAsAsked, samples)})`;
}

function cells({ digit, samples, readAsAsked, variety, testVariety }: DigitVerdict): string[] {
  return [String(digit), percent(readAsAsked, samples), variety?.toFixed(2) ?? '-', testVariety?.toFixed(2) ?? '-'];
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)}%`;
}
