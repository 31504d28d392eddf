import { join } from 'node:path';
import { seenBy } from '../../diffusion/seen.ts';
import { composed } from '../../pipeline/composed.ts';
import { filterOf } from '../../pipeline/filters.ts';
import { concatRows } from '../../tensor/rows.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { colourSheet } from '../../train/if-tiny/sheet.ts';
import { writeOutput } from '../../train/output.ts';
import { drawEdits, editStarts, originalsOf, otherOf } from './edits.ts';
import type { Plan } from './examination.ts';
import type { Examinee, Wanted } from './examinee.ts';
import { drawInpaintings } from './inpainting.ts';
import { Examiner, type Task } from './prompts.ts';
import { middleMask } from './seam.ts';
import type { Sheet } from './verdict-text.ts';

/** The prompts of the course. */
const COURSE = [
  'an oil painting of a snowy mountain village',
  'a photo of the amalfi cost',
  'a photo of a man',
  'a photo of a hipster barista',
  'a photo of a dog',
  'an oil painting of people around a campfire',
  'an oil painting of an old man',
  'a lithograph of waterfalls',
  'a lithograph of a skull',
  'a man wearing a hat',
  'a high quality photo',
  'a rocket ship',
  'a pencil',
  '',
];
/** And those of its anagrams and hybrids. */
const ANAGRAM = ['an oil painting of an old man', 'an oil painting of people around a campfire'];
const HYBRID = { low: 'a lithograph of a skull', high: 'a lithograph of waterfalls' };

const COLUMNS = 4;

/** Pictures on a sheet, a row for each caption. */
interface Row {
  readonly caption: string;
  /** [COLUMNS, 3, S, S] */
  readonly pictures: Tensor;
}

type Drawn = Sheet & { readonly rows: readonly Row[] };

/** Draws the contact sheets of a card into `directory`. Rejects with the signal's reason, or an UnsuitedError. */
export async function hangSheets(
  directory: string,
  examinee: Examinee,
  { seed }: Plan,
  signal: AbortSignal,
): Promise<Sheet[]> {
  const tasks = await new Examiner(seed).tasks(COLUMNS, signal);
  const sheets = [
    await courseSheet(examinee, seed),
    await anagramSheet(examinee, seed),
    await hybridSheet(examinee, seed),
    await inpaintingSheet(examinee, seed, tasks),
    await editSheet(examinee, seed, tasks),
  ];
  for (const { file, rows } of sheets) {
    const pictures = concatRows(rows.map((row) => row.pictures));
    const captions = rows.map(({ caption }) => caption);
    await writeOutput(join(directory, file), await colourSheet({ pictures, columns: COLUMNS, captions }));
  }
  return sheets.map(({ file, caption }) => ({ file, caption }));
}

async function courseSheet(examinee: Examinee, seed: number): Promise<Drawn> {
  const { steps } = examinee.manner;
  const wanted = COURSE.map((prompt): Wanted => ({ technique: 'sample', prompt, steps, seed, count: COLUMNS }));
  const drawn = await examinee.draw('prompts of the course', wanted);
  const rows = COURSE.map((prompt, i) => ({ caption: prompt || '(no words)', pictures: drawn[i]! }));
  return { file: 'judged-course.png', caption: "The course's prompts, and none", rows };
}

async function anagramSheet(examinee: Examinee, seed: number): Promise<Drawn> {
  const { steps } = examinee.manner;
  const { seen } = await drawnAndSeen(examinee, {
    ...{ technique: 'anagram', prompt: ANAGRAM, view: ['flip'] },
    ...{ steps, seed, count: COLUMNS },
  });
  const rows = ANAGRAM.map((caption, i) => ({ caption, pictures: seen[i]! }));
  return { file: 'judged-anagram.png', caption: 'Anagrams, upright and turned over', rows };
}

async function hybridSheet(examinee: Examinee, seed: number): Promise<Drawn> {
  const { steps } = examinee.manner;
  const { pictures, seen } = await drawnAndSeen(examinee, {
    ...{ technique: 'hybrid', ...HYBRID },
    ...{ steps, seed, count: COLUMNS },
  });
  const rows = [
    { caption: 'both', pictures },
    { caption: `from far: ${HYBRID.low}`, pictures: seen[0]! },
    { caption: `from near: ${HYBRID.high}`, pictures: seen[1]! },
  ];
  return { file: 'judged-hybrid.png', caption: 'Hybrids, and what is seen of them from far and from near', rows };
}

/** The pictures of one technique, and what each of its prompts sees in them. */
async function drawnAndSeen(examinee: Examinee, wanted: Wanted): Promise<{ pictures: Tensor; seen: Tensor[] }> {
  const [pictures] = await examinee.draw(`${wanted.technique}s`, [wanted]);
  const estimate = composed(examinee.recipeOf(wanted).estimate, filterOf);
  return { pictures: pictures!, seen: seenBy(estimate, pictures!, 0) };
}

async function inpaintingSheet(examinee: Examinee, seed: number, tasks: readonly Task[]): Promise<Drawn> {
  const originals = originalsOf(tasks, examinee);
  const rows = [
    { caption: 'original', pictures: originals },
    { caption: 'held', pictures: without(originals, middleMask(examinee.size)) },
    { caption: 'redrawn', pictures: concatRows(await drawInpaintings(examinee, tasks, { seed, count: 1 })) },
  ];
  const words = tasks.map(({ prompt }) => prompt).join('; ');
  return { file: 'judged-inpainting.png', caption: `Inpainting: ${words}`, rows };
}

async function editSheet(examinee: Examinee, seed: number, tasks: readonly Task[]): Promise<Drawn> {
  const rows: Row[] = [{ caption: 'original', pictures: originalsOf(tasks, examinee) }];
  for (const t of editStarts(examinee)) {
    rows.push({ caption: `t = ${t}`, pictures: concatRows(await drawEdits(examinee, tasks, { t, seed, count: 1 })) });
  }
  const words = tasks.map((_, i) => otherOf(tasks, i).prompt).join('; ');
  return { file: 'judged-edits.png', caption: `Edits, made into: ${words}`, rows };
}

/** Pictures with grey where the region is. */
function without({ dims, data }: Tensor, region: readonly boolean[]): Tensor {
  return tensor(
    dims,
    data.map((value, i) => (region[i % region.length] ? 0 : value)),
  );
}
