import type { Shares } from '../../train/emoji-judge/shares.ts';
import { percent } from '../../train/percent.ts';
import { ERROR_NOTE, inAscii, shareText, withError } from '../standard-error.ts';
import { type Goal, goalsOf } from './goals.ts';
import type { Gradients } from './seam.ts';
import type { PictureVerdict, Spread } from './verdict.ts';

type Rows = readonly (readonly string[])[];

/** The verdict as people read it in a terminal. */
export function pictureVerdictText(verdict: PictureVerdict): string {
  const blocks = [
    aligned(readingRows(verdict)),
    aligned(spreadRows(verdict)),
    aligned(editRows(verdict)),
    aligned(seamRows(verdict)),
    inAscii(goalsOf(verdict).map(goalLine).join('\n')),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** A contact sheet beside the card. */
export interface Sheet {
  readonly file: string;
  readonly caption: string;
}

/** How a verdict came about, and what is shown beside it. */
export interface Circumstances {
  readonly command: string;
  readonly sheets: readonly Sheet[];
  /** How the judge reads pictures held out, where that is known. */
  readonly accuracy: Shares | undefined;
}

/** The section of a bundle's card that says what `command` printed, and shows what was drawn. */
export function pictureVerdictSection(verdict: PictureVerdict, { command, sheets, accuracy }: Circumstances): string {
  const { read, spread, edits, inpainted } = verdict;
  return `## Judged

    ${command}

By the classifier in \`emoji-judge\`, which was trained apart${heldOut(accuracy)}.
${read.samples.pictures} samples, each of a prompt of its own; in brackets what the judge reads in pictures made for the same prompts as the data set is,
on which nothing was trained:

${markdown(readingRows(verdict))}

${ERROR_NOTE}

How far two of ${spread.each} pictures of a prompt are apart, in the mean over ${spread.prompts} prompts: the root of the mean squared
difference, of pixels from 0 to 1 and of the judge's features.

${markdown(spreadRows(verdict))}

Edits: pictures that the judge reads, noised to timestep t and made anew under the prompt of another thing, ${edits.pictures} for each t,
${edits.pictures / edits.originals} of each of ${edits.originals} originals. The distance is that of the pixels to the original's; two originals are ${edits.unrelated.toFixed(3)} apart.
Edits of one original go together, so that the standard error of a share of them is sqrt(sum (m - p)^2 / (k (k - 1))), where m is
the share of each of the k originals and p that of all.

${markdown(editRows(verdict))}

Inpainting: the mean absolute difference of neighbouring pixels across the border of what was redrawn, the middle of
${inpainted.pictures} pictures, beside that inside and outside.

${markdown(seamRows(verdict))}

${goalsText(goalsOf(verdict))}

${sheets.map(({ file, caption }) => `![${caption}](${file})`).join('\n\n')}
`;
}

function heldOut(accuracy: Shares | undefined): string {
  if (!accuracy) return '';
  const { pictures, top1, style } = accuracy;
  return ` and reads ${percent(top1)} of ${pictures.toLocaleString('en')} pictures held out, and the style of ${percent(style)}`;
}

/** Every goal with what was measured, how many are met, and how many of these so narrowly that chance may have done it. */
function goalsText(goals: readonly Goal[]): string {
  const met = goals.filter(({ isMet }) => isMet).length;
  const lines = goals.map(
    (goal) => `- ${goal.wanted}: ${goal.measured}${goal.isMet ? '' : ', missed'}${nearness(goal)}`,
  );
  const close = goals.filter(({ isMet, isWithinError }) => isMet && isWithinError).length;
  const among = close > 0 ? `, ${close} of them within the error` : '';
  return `It meets ${met === goals.length ? `all ${met}` : `${met} of ${goals.length}`} goals${among}:\n\n${lines.join('\n')}`;
}

function goalLine(goal: Goal): string {
  return `${(goal.isMet ? 'met' : 'MISSED').padEnd(6)} ${goal.wanted}: ${goal.measured}${nearness(goal)}`;
}

function nearness({ isWithinError }: Goal): string {
  return isWithinError ? ', within the error' : '';
}

function readingRows({ read: { samples, data } }: PictureVerdict): Rows {
  const known = new Map(data.byStyle.map((shares) => [shares.name, shares]));
  const line = (name: string, of: Shares, beside: Shares) => [
    name,
    String(of.pictures),
    ...(['top1', 'top5', 'style'] as const).map(
      (share) => `${withError(of[share], of.pictures)} (${withError(beside[share], beside.pictures)})`,
    ),
  ];
  return [
    ['asked for', 'samples', 'thing', 'among five', 'style'],
    ...samples.byStyle.map((shares) => line(shares.name, shares, known.get(shares.name)!)),
    line('all', samples, data),
  ];
}

function spreadRows({ spread: { samples, data } }: PictureVerdict): Rows {
  const line = (name: string, { pixels, features }: Spread) => [name, pixels.toFixed(3), features.toFixed(3)];
  return [['apart', 'pixels', 'features'], line('samples', samples), line('data', data)];
}

function editRows({ edits: { series } }: PictureVerdict): Rows {
  return [
    ['edited from', 'distance', 'read as before', 'read as asked'],
    ...series.map(({ t, distance, kept, asked, errors }) => [
      `t = ${t}`,
      distance.toFixed(3),
      shareText(kept, errors.kept),
      shareText(asked, errors.asked),
    ]),
  ];
}

function seamRows({ inpainted: { samples, data } }: PictureVerdict): Rows {
  const line = (name: string, { border, inside, outside }: Gradients) => [
    name,
    ...[border, inside, outside].map((value) => value.toFixed(4)),
  ];
  return [['gradient', 'border', 'inside', 'outside'], line('redrawn', samples), line('as they were', data)];
}

function aligned(signed: Rows): string {
  const rows = signed.map((row) => row.map(inAscii));
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]! + 2);
  return rows.map((row) => row.map(cell).join('')).join('\n');
}

function markdown([headings, ...body]: Rows): string {
  const rule = headings!.map((_, column) => (column === 0 ? ':---' : '---:'));
  return [headings!, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
