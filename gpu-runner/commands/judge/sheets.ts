import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seenBy } from '../../diffusion/seen.ts';
import { composed } from '../../pipeline/composed.ts';
import { filterOf } from '../../pipeline/filters.ts';
import { concatRows, splitRows } from '../../tensor/rows.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { colourSheet } from '../../train/if-tiny/sheet.ts';
import { Examiner, type Task } from '../../train/judge/pictures/prompts.ts';
import { middleMask } from '../../train/judge/pictures/seam.ts';
import type { Sheet } from '../../train/judge/pictures/verdict-text.ts';
import { maskPicture, otherOf, type Plan, picturesOf, stepsFrom } from './examination.ts';
import type { Studio, Wanted } from './studio.ts';

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

const COLUMNS = 4;

/** Pictures on a sheet, a row for each caption. */
interface Row {
  readonly caption: string;
  /** [COLUMNS, 3, S, S] */
  readonly pictures: Tensor;
}

/** Draws the contact sheets of a card into `directory`. Rejects with the signal's reason. */
export async function hangSheets(directory: string, studio: Studio, plan: Plan, signal: AbortSignal): Promise<Sheet[]> {
  const examiner = new Examiner(plan.seed);
  const tasks = await examiner.tasks(COLUMNS, signal);
  const sheets: (Sheet & { readonly rows: readonly Row[] })[] = [
    await courseSheet(studio, plan),
    await anagramSheet(studio, plan),
    await hybridSheet(studio, plan),
    await inpaintingSheet(studio, plan, tasks),
    await editSheet(studio, plan, tasks),
  ];
  for (const { file, rows } of sheets) {
    const pictures = concatRows(rows.map((row) => row.pictures));
    const captions = rows.map(({ caption }) => caption);
    await writeFile(join(directory, file), await colourSheet({ pictures, columns: COLUMNS, captions }));
  }
  return sheets.map(({ file, caption }) => ({ file, caption }));
}

async function courseSheet(studio: Studio, { seed }: Plan) {
  const { steps } = studio.manner;
  const wanted = COURSE.map((prompt): Wanted => ({ technique: 'sample', prompt, steps, seed, count: COLUMNS }));
  const drawn = await studio.draw('prompts of the course', wanted);
  const rows = COURSE.map((prompt, i) => ({ caption: prompt || '(no words)', pictures: drawn[i]! }));
  return { file: 'judged-course.png', caption: "The course's prompts, and none", rows };
}

async function anagramSheet(studio: Studio, { seed }: Plan) {
  const prompt = [COURSE[6]!, COURSE[5]!];
  const { steps } = studio.manner;
  const rows = await seenRows(studio, { technique: 'anagram', prompt, view: ['flip'], steps, seed, count: COLUMNS });
  return { file: 'judged-anagram.png', caption: 'Anagrams: upright, and turned over', rows: named(rows, prompt) };
}

async function hybridSheet(studio: Studio, { seed }: Plan) {
  const [low, high] = [COURSE[8]!, COURSE[7]!];
  const { steps } = studio.manner;
  const wanted: Wanted = { technique: 'hybrid', low, high, steps, seed, count: COLUMNS };
  const [pictures] = await studio.draw('hybrids', [wanted]);
  const seen = await seenRows(studio, wanted);
  const rows = [{ caption: 'both', pictures: pictures! }, ...named(seen, [`from far: ${low}`, `from near: ${high}`])];
  return { file: 'judged-hybrid.png', caption: 'Hybrids, and what is seen of them from far and from near', rows };
}

/** What each prompt sees in the pictures that are wanted. */
async function seenRows(studio: Studio, wanted: Wanted): Promise<Tensor[]> {
  const [pictures] = await studio.draw(`${wanted.technique}s`, [wanted]);
  return seenBy(composed(studio.recipeOf(wanted).estimate, filterOf), pictures!, 0);
}

function named(pictures: readonly Tensor[], captions: readonly string[]): Row[] {
  return pictures.map((row, i) => ({ caption: captions[i]!, pictures: row }));
}

async function inpaintingSheet(studio: Studio, { seed }: Plan, tasks: readonly Task[]) {
  const originals = originalsOf(tasks, studio);
  const region = middleMask(studio.size);
  const mask = await studio.give(maskPicture(region, studio.size));
  const { steps } = studio.manner;
  const images = await Promise.all(splitRows(originals, 1).map((original) => studio.give(original)));
  const wanted = tasks.map(
    ({ prompt }, i): Wanted => ({ technique: 'inpaint', image: images[i]!, mask, prompt, steps, seed }),
  );
  const rows = [
    { caption: 'original', pictures: originals },
    { caption: 'held', pictures: without(originals, region) },
    { caption: 'redrawn', pictures: concatRows(await studio.draw('inpaintings', wanted)) },
  ];
  const words = tasks.map(({ prompt }) => prompt).join('; ');
  return { file: 'judged-inpainting.png', caption: `Inpainting: ${words}`, rows };
}

async function editSheet(studio: Studio, { seed }: Plan, tasks: readonly Task[]) {
  const originals = originalsOf(tasks, studio);
  const images = await Promise.all(splitRows(originals, 1).map((original) => studio.give(original)));
  const rows = [{ caption: 'original', pictures: originals }];
  for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) {
    const t = Math.round(part * studio.trainTimesteps);
    const wanted = images.map((image, i): Wanted => {
      const { prompt } = otherOf(tasks, i);
      return { technique: 'edit', image, prompt, t, steps: stepsFrom(t, studio), seed };
    });
    rows.push({ caption: `t = ${t}`, pictures: concatRows(await studio.draw(`edits from t = ${t}`, wanted)) });
  }
  const words = tasks.map((_, i) => otherOf(tasks, i).prompt).join('; ');
  return { file: 'judged-edits.png', caption: `Edits, made into: ${words}`, rows };
}

function originalsOf(tasks: readonly Task[], studio: Studio): Tensor {
  return picturesOf(
    tasks.map(({ pixels }) => pixels),
    studio.size,
  );
}

/** Pictures with grey where the region is. */
function without({ dims, data }: Tensor, region: readonly boolean[]): Tensor {
  return tensor(
    dims,
    data.map((value, i) => (region[i % region.length] ? 0 : value)),
  );
}
